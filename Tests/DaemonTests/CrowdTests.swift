import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// Many connections at once.
@Suite struct CrowdTests {
    private static func product(_ daemon: TestDaemon) throws -> [UInt8] {
        var request = GetProductRequest()
        request.orgId = TestDaemon.org
        request.productId = try #require(try daemon.menu().keys.min())
        return request.wireBytes
    }

    @Test func aThousandIdleConnectionsAndTwoHundredBusyOnesAreServed() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let product = try Self.product(daemon)
            let idle = try (0..<1_000).map { _ in try Burst(daemon) }
            var busy = try (0..<200).map { _ in try Burst(daemon) }
            for burst in busy { try burst.send(MenuMethod.getProduct, product, numbers: 0..<20) }
            for place in busy.indices {
                let replies = try busy[place].frames(20)
                #expect(replies.allSatisfy { $0.first == 0x12 })
            }
            let text = try daemon.client.metrics().text
            #expect(text.contains("posmirror_connections \(idle.count + busy.count + 1)\n"))
        }
    }

    /// As many as there can be: each is answered twice, so none was closed for another.
    @Test func tenThousandConnectionsAreServed() throws {
        let files = SystemProcess.raiseDescriptorLimit()
        let count = min(9_990, files - 3_000)
        try #require(count >= 1_000, "\(files) files are too few for a crowd")
        let options = ["--limit", "connections=10000", "--limit", "connections_per_user=10000"]
        try withDaemon(options: options) { daemon in
            try daemon.sync(.products)
            let product = try Self.product(daemon)
            let before = try daemon.client.info().residentBytes
            var crowd: [Burst] = []
            for _ in 0..<count {
                var one = try Burst(daemon)
                try one.send(MenuMethod.getProduct, product, numbers: 0..<1)
                #expect(try one.frames(1).allSatisfy { $0.first == 0x12 })
                crowd.append(one)
            }
            let each = (try daemon.client.info().residentBytes - before) / Int64(count)
            #expect(each < 32 << 10, "\(each) bytes for an idle connection")
            for place in crowd.indices {
                try crowd[place].send(MenuMethod.getProduct, product, numbers: 1..<2)
                #expect(try crowd[place].frames(1).allSatisfy { $0.first == 0x12 })
            }
            let text = try daemon.client.metrics().text
            #expect(text.contains("posmirror_connections \(count + 1)\n"))
            #expect(text.contains(#"posmirror_refused_total{what="connections"} 0"#))
        }
    }

    /// Connections that are opened and closed in a row leave nothing behind, and calls go on.
    @Test func aFloodOfConnectionsLeavesNothingBehind() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            for number in 0..<5_000 {
                _ = try Socket.connect(unixPath: daemon.socket)
                if number % 500 == 0 { #expect(try daemon.client.health() == .serving) }
            }
            let text = { try daemon.client.metrics().text }
            // The last of them may not have been seen yet.
            #expect(try eventually { try text().contains("posmirror_connections 1\n") })
            #expect(try daemon.menu().count == 60)
        }
    }
}
