import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Randomness
import TestSupport
import Testing

/// Peers that do not speak the protocol, or stop in the middle: the daemon lives on.
@Suite struct SocketTests {
    @Test func anOversizedFrameIsAnsweredAndTheConnectionStaysInStep() throws {
        try withDaemon { daemon in
            let peer = try Socket.connect(unixPath: daemon.socket)
            let length = 4 << 20 | 1
            let header: [UInt8] = [
                UInt8(length >> 24), UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF),
                UInt8(length & 0xFF), 0, 0, 0, 1, 1, 0,
            ]
            try peer.sendAll(header + [UInt8](repeating: 7, count: length))
            let answer = try frame(peer)
            #expect(answer.stream == 1)
            // Response.status.code = 8, RESOURCE_EXHAUSTED.
            #expect(answer.data.starts(with: [0x0A]))
            #expect(answer.data.dropFirst(2).starts(with: [0x08, 0x08]))
            // The same connection still answers a real call.
            try peer.sendAll(Self.healthCheck)
            #expect(try frame(peer).stream == 3)
            #expect(try daemon.client.health() == .serving)
        }
    }

    /// Request{service, method} of grpc.health.v1.Health/Check on stream 3.
    private static var healthCheck: [UInt8] {
        let service = Array("grpc.health.v1.Health".utf8)
        let method = Array("Check".utf8)
        let body =
            [0x0A, UInt8(service.count)] + service + [0x12, UInt8(method.count)] + method
        return [0, 0, 0, UInt8(body.count), 0, 0, 0, 3, 1, 0] + body
    }

    private func frame(_ peer: FileDescriptor) throws -> (stream: UInt8, data: [UInt8]) {
        let header = try read(peer, 10)
        let length = header[..<4].reduce(0) { $0 << 8 | Int($1) }
        return (header[7], try read(peer, length))
    }

    private func read(_ peer: FileDescriptor, _ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let part = try peer.receive(countMax: count - bytes.count)
            try #require(!part.isEmpty, "the daemon closed the connection")
            bytes += part
        }
        return bytes
    }

    @Test(arguments: Seeds.of(0..<8 as Range<UInt64>))
    func garbageEndsItsConnectionAtMost(seed: UInt64) throws {
        try withDaemon(products: 5) { daemon in
            var random = SeededRandom(seed: seed)
            for _ in 0..<40 {
                let peer = try Socket.connect(unixPath: daemon.socket)
                let garbage = random.bytes(200)
                // A daemon that has closed the connection is as good as one that reads on.
                try? peer.sendAll([0, 0, 0, 190, 0, 0, 0, 1, 1, 0] + garbage.dropFirst(10))
                try? peer.sendAll(garbage)
                peer.shutdown()
            }
            #expect(try daemon.client.health() == .serving)
            #expect(try daemon.sync(.products).created == 5)
        }
    }

    @Test(arguments: [
        ("posmirror.v1.Menu", "GetMenu"), ("posmirror.v1.Menu", "GetProduct"),
        ("posmirror.v1.Menu", "QueryMenu"), ("posmirror.v1.Sync", "SyncProducts"),
        ("google.firestore.v1.Firestore", "GetDocument"),
        ("google.firestore.v1.Firestore", "UpdateDocument"),
        ("posmirror.v1.Pos", "GetExpiringInventory"), ("posmirror.v1.Admin", "Backup"),
    ])
    func aPayloadThatDoesNotDecodeIsAnInvalidArgument(service: String, method: String) throws {
        try withDaemon(products: 5) { (daemon) throws in
            for payload: [UInt8] in [[0x0A, 0xFF], [0x0A, 0x05, 0x61], [0x08], [0xFF, 0xFF]] {
                let error = failure {
                    let _: Blob = try daemon.client.call(service, method, Blob(bytes: payload))
                }
                #expect(error?.code == .invalidArgument, "\(service)/\(method) \(payload)")
            }
            #expect(try daemon.client.health() == .serving)
        }
    }

    @Test func anUnknownMethodOrServiceIsUnimplemented() throws {
        try withDaemon(products: 5) { daemon in
            for (service, method) in [("posmirror.v1.Menu", "Nope"), ("nope", "GetMenu")] {
                let error = failure {
                    let _: Blob = try daemon.client.call(service, method, Blob())
                }
                #expect(error?.code == .unimplemented)
            }
        }
    }

    @Test func aClientThatLeavesInTheMiddleOfAMenuHarmsNobody() throws {
        try withDaemon(products: 5_000) { daemon in
            try daemon.sync(.products)
            for _ in 0..<5 {
                let leaving = try daemon.connect()
                var chunks = 0
                let error = failure {
                    try leaving.menu(orgID: TestDaemon.org) { _ in
                        chunks += 1
                        leaving.close()
                    }
                }
                #expect(error != nil)
                #expect(chunks >= 1)
            }
            #expect(try daemon.menu().count == 5_000)
        }
    }

    @Test func manyClientsReadWhileASyncWrites() throws {
        try withDaemon(products: 3_000) { daemon in
            try daemon.sync(.products)
            let failures = Monitor<[String]>([])
            let clients = try (0..<4).map { _ in try daemon.connect() }
            let readers = clients.map { client in
                SystemThread(name: "test-reader") {
                    for _ in 0..<15 {
                        var count = 0
                        var versions: Set<UInt64> = []
                        do throws(MirrorClientError) {
                            try client.menu(orgID: TestDaemon.org) { chunk in
                                count += chunk.items.count
                                versions.insert(chunk.version)
                            }
                        } catch {
                            failures.update { $0.append("\(error)") }
                        }
                        if count != 3_000 || versions.count != 1 {
                            failures.update { $0.append("\(count) items, \(versions)") }
                        }
                    }
                }
            }
            for step in 1...5 {
                for id in daemon.pos.idItems.prefix(500) {
                    daemon.pos.setPrice(idItem: id, cents: 1_000 + step)
                }
                #expect(try daemon.sync(.products).updated == 500)
            }
            for reader in readers { reader.join() }
            #expect(failures.withLock { $0 } == [])
        }
    }

    @Test func healthIsAnsweredForEveryService() throws {
        try withDaemon(products: 5) { daemon in
            for service in [
                "", "posmirror.v1.Menu", "posmirror.v1.Sync", "posmirror.v1.Pos",
                "posmirror.v1.Admin", "google.firestore.v1.Firestore",
            ] {
                #expect(try daemon.client.health(service: service) == .serving)
            }
            let error = failure { _ = try daemon.client.health(service: "nope") }
            #expect(error?.code == .notFound)
            let info = try daemon.client.info()
            #expect(info.pid == Int64(daemon.process.pid))
            #expect(info.syncLevel == "grouped")
            #expect(info.limits.contains { $0.name == "frame" && $0.value == 4 << 20 })
            let metrics = try daemon.client.metrics().text
            #expect(metrics.contains("# TYPE"))
        }
    }
}
