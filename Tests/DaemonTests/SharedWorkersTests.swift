import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import ProtobufWire
import StatusCodes
import TestSupport
import Testing

/// Who waits, and who asks for much, keeps nobody else waiting.
@Suite struct SharedWorkersTests {
    private static var syncRequest: [UInt8] {
        var request = SyncRequest()
        request.orgId = TestDaemon.org
        return request.wireBytes
    }

    /// Calls of every kind that another client makes meanwhile.
    private func expectAnswers(_ daemon: TestDaemon, products: Int) throws {
        let client = try daemon.connect()
        defer { client.close() }
        #expect(try client.health() == .serving)
        #expect(try client.info().products == Int64(products))
        #expect(try client.metrics().text.contains("posmirror_products"))
        #expect(try client.syncStatus().tenants.count == 1)
        #expect(try daemon.menu().count == products)
        #expect(try daemon.documents(TestDaemon.items).count == products)
        #expect(try daemon.posmirror("menu", "acme", "--limit", "3").end == .exit(0))
    }

    @Test func aHundredCallersThatWaitForASyncKeepNobodyWaiting() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let gate = daemon.pos.hold("/inventory/search")
            var burst = try Burst(daemon)
            try burst.send(SyncMethod.syncProducts, Self.syncRequest, numbers: 0..<100)
            #expect(gate.waitUntilHeld())
            // Of another kind: they wait for their turn, and then for one run.
            try burst.send(SyncMethod.syncDiscounts, Self.syncRequest, numbers: 100..<200)
            try expectAnswers(daemon, products: 60)
            gate.release()
            let replies = try burst.frames(200)
            #expect(replies.allSatisfy { $0.first == 0x12 }, "each is a reply")
            #expect(daemon.pos.requestCount("/inventory/search") <= 3)
        }
    }

    @Test func manyCallersOfSyncAllShareItsRuns() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let gate = daemon.pos.hold("/inventory/search")
            var burst = try Burst(daemon)
            try burst.send(SyncMethod.syncAll, [], numbers: 0..<40)
            #expect(gate.waitUntilHeld())
            try expectAnswers(daemon, products: 60)
            gate.release()
            #expect(try burst.frames(40).allSatisfy { $0.first == 0x12 })
        }
    }

    @Test func forgedTokensKeepNobodyWaiting() throws {
        try withTemporaryDirectory { directory in
            try withDaemon { other in
                let credentials = "\(directory)/credentials.json"
                try write(#"{"client_id":"mirror","client_secret":"x"}"#, to: credentials)
                let file = "\(directory)/config.json"
                try write(
                    #"{"session_introspection":{"url":"\#(other.pos.baseURL)/introspect","#
                        + #""credentials":"\#(credentials)"}}"#, to: file)
                other.pos.override("/introspect", body: #"{"active":false}"#)
                let gate = other.pos.hold("/introspect")
                try withDaemon(options: ["--config", file]) { daemon in
                    try daemon.sync(.products)
                    var burst = try Burst(daemon)
                    let token = { (number: Int) in ("session", "forged\(number)") }
                    try burst.send(
                        SyncMethod.syncProducts, Self.syncRequest, numbers: 0..<40,
                        metadata: token)
                    try burst.send(
                        FirestoreMethod.listDocuments, Self.people, numbers: 40..<80,
                        metadata: token)
                    #expect(gate.waitUntilHeld())
                    try expectAnswers(daemon, products: 60)
                    // A session of the mirror's own is asked of nobody else.
                    let own = try daemon.client.createSession(role: "super_user").token
                    let user = try daemon.connect(metadata: [("session", own)])
                    defer { user.close() }
                    #expect(try user.syncStatus().tenants.count == 1)
                    gate.release()
                    for reply in try burst.frames(80) {
                        // Response.status.code = 16, UNAUTHENTICATED.
                        #expect(reply.dropFirst(2).starts(with: [0x08, 0x10]))
                    }
                }
            }
        }
    }

    private static var people: [UInt8] {
        var request = ListDocumentsRequest()
        request.parent =
            "projects/p/databases/(default)/documents/tenants/\(TestDaemon.org)"
        request.collectionId = "customers"
        return request.wireBytes
    }

    @Test func aListenerWithAForgedTokenKeepsNoOtherWaiting() throws {
        try withTemporaryDirectory { directory in
            try withDaemon { other in
                let credentials = "\(directory)/credentials.json"
                try write(#"{"client_id":"mirror","client_secret":"x"}"#, to: credentials)
                let file = "\(directory)/config.json"
                try write(
                    #"{"session_introspection":{"url":"\#(other.pos.baseURL)/introspect","#
                        + #""credentials":"\#(credentials)"}}"#, to: file)
                other.pos.override("/introspect", body: #"{"active":false}"#)
                let gate = other.pos.hold("/introspect")
                try withDaemon(options: ["--config", file]) { daemon in
                    try daemon.sync(.products)
                    let people = StructuredQuery(collection: "customers")
                    let waiting = try (0..<6).map { number in
                        let listener = try TestListener(
                            daemon, database: "(default)",
                            metadata: [("session", "forged\(number)")])
                        try listener.add(listener.query(people, below: "tenants/acme"))
                        return listener
                    }
                    #expect(gate.waitUntilHeld())
                    let open = try TestListener(daemon, database: "(default)")
                    try open.add(open.query(StructuredQuery(collection: "tenants")))
                    while !open.current.contains(1) { try #require(try open.next() != nil) }
                    gate.release()
                    for listener in waiting {
                        while listener.causes[1] == nil { try #require(try listener.next() != nil) }
                        // On a slow machine the question took longer than it may.
                        let code = listener.causes[1]?.code
                        #expect(code == .unauthenticated || code == .unavailable)
                        listener.close()
                    }
                    open.close()
                    let late = try TestListener(
                        daemon, database: "(default)", metadata: [("session", "late")])
                    try late.add(late.query(people, below: "tenants/acme"))
                    while late.causes[1] == nil { try #require(try late.next() != nil) }
                    #expect(late.causes[1]?.code == .unauthenticated)
                    late.close()
                }
            }
        }
    }

    @Test func aHundredAndTwentyWatchersOfTheMenuKeepNobodyWaiting() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let watchers = try (0..<120).map { _ in try MenuWatcher(daemon) }
            for watcher in watchers { #expect(watcher.wait { !$0.isEmpty }) }
            try expectAnswers(daemon, products: 60)
            // Every one hears of the next change.
            let seen = watchers[0].all.last?.version ?? 0
            let before = try watchMessages(daemon)
            daemon.pos.setPrice(idItem: 1000, cents: 98_765)
            try daemon.sync(.products)
            for watcher in watchers {
                #expect(watcher.wait { ($0.last?.version ?? 0) > seen })
                #expect(watcher.stop())
            }
            // What all of them are sent is made a few times, not once for each.
            let after = try watchMessages(daemon)
            #expect(after.sent - before.sent >= 120)
            #expect((after.made - before.made) * 4 <= after.sent - before.sent)
        }
    }

    private func watchMessages(_ daemon: TestDaemon) throws -> (made: Int, sent: Int) {
        let lines = try daemon.client.metrics().text.split(separator: "\n")
        func count(_ what: String) throws -> Int {
            let start = #"posmirror_watch_messages_total{what="\#(what)"} "#
            let line = try #require(lines.first { $0.hasPrefix(start) })
            return try #require(Int(line.dropFirst(start.count)))
        }
        return (try count("made"), try count("sent"))
    }

    /// Writes that wait for a POS which does not answer have no worker; each arrives once.
    @Test func writesToASlowPOSKeepNobodyWaiting() throws {
        try withDaemon(products: 60, { $0.customers = 5 }) { daemon in
            try daemon.sync(.products)
            let customer = daemon.pos.idCustomers.lowerBound
            let gate = daemon.pos.hold("/customer/*")
            var burst = try Burst(daemon)
            for number in 0..<40 {
                var request = AddStoreCreditRequest()
                request.orgId = TestDaemon.org
                request.idempotencyKey = "slow-\(number)"
                request.customerId = String(customer)
                request.amountCents = 100
                request.reason = "slow"
                try burst.send(
                    PosMethod.addStoreCredit, request.wireBytes, numbers: number..<number + 1)
            }
            #expect(gate.waitUntilHeld())
            try expectAnswers(daemon, products: 60)
            gate.release()
            #expect(try burst.frames(40).allSatisfy { $0.first == 0x12 }, "each is a reply")
            #expect(daemon.pos.writtenBalance(idCustomer: customer)?.creditCents == 4_000)
        }
    }

    /// A client that adds as many targets as a stream may have, all at once, is read more slowly.
    @Test func aBurstOfTargetsIsTakenWhole() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let listener = try TestListener(daemon, database: "(default)")
            defer { listener.close() }
            for id in 1...500 {
                try listener.add(
                    listener.documents("tenants/acme/discounts/d\(id)"), id: Int32(id))
            }
            while listener.current.count < 500 { try #require(try listener.next() != nil) }
            #expect(listener.causes.isEmpty)
        }
    }

    @Test func sharesAreSettings() throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write(
                #"{"limits":{"connections":64,"connections_per_user":8,"listeners_per_user":1,"#
                    + #""transactions_per_user":2,"streams_per_user":3}}"#, to: file)
            try withDaemon(options: ["--config", file]) { daemon in
                #expect(daemon.log.contains("connections=64"))
                let first = try TestListener(daemon, database: "(default)")
                defer { first.close() }
                try first.add(first.documents("tenants/acme/discounts/x"))
                while first.current.isEmpty { try #require(try first.next() != nil) }
                let second = try TestListener(daemon, database: "(default)")
                try second.add(second.documents("tenants/acme/discounts/x"))
                let error = #expect(throws: Status.self) {
                    while try second.next() != nil {}
                }
                #expect(error?.code == .resourceExhausted)
                #expect(error?.message.contains("1 listeners of user") == true)
                second.close()
                let uid = SystemProcess.uid
                #expect(
                    eventually {
                        daemon.log.contains("user \(uid) has its share of listeners")
                    })
                #expect(daemon.log.contains("limit=1 setting=listeners_per_user"))
                let text = try daemon.client.metrics().text
                #expect(text.contains(#"posmirror_refused_total{what="listeners"} 1"#))
                #expect(text.contains("posmirror_connections "))
            }
            // Those of the command line come first.
            try withDaemon(options: ["--config", file, "--limit", "connections=32"]) { daemon in
                #expect(daemon.log.contains("connections=32"))
            }
            for wrong in ["connections", "connections=x", "connections=0", "pages=1", "=1"] {
                let run = try ProgramRun(
                    "posmirrord", ["--data", "\(directory)/d", "--limit", wrong], in: directory)
                #expect(run.end == .exit(64), "\(wrong)")
            }
            try write(#"{"limits":{"connection":5}}"#, to: file)
            let run = try ProgramRun(
                "posmirrord", ["--data", "\(directory)/d", "--config", file], in: directory)
            #expect(run.end == .exit(64))
            #expect(run.error.contains("unknown limit connection"))
        }
    }

    @Test func aReaderThatPipelinesQueriesWaitsBehindItself() throws {
        try withDaemon(products: 400) { daemon in
            try daemon.sync(.products)
            var request = QueryMenuRequest()
            request.orgId = TestDaemon.org
            request.facets = true
            let payload = request.wireBytes
            let flood = try Burst(daemon)
            let sender = SystemThread(name: "test-flood") {
                try? flood.send(MenuMethod.queryMenu, payload, numbers: 0..<1000)
            }
            try expectAnswers(daemon, products: 400)
            var reader = flood
            let replies = try reader.frames(1000)
            #expect(replies.allSatisfy { $0.first == 0x12 })
            sender.join()
        }
    }
}
