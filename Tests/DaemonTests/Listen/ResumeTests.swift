import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// Listeners that come back, and those that do not keep up.
@Suite struct ResumeTests {
    private static let all = StructuredQuery(collection: "c")

    /// What a listener that came back was told, what it has now, and what it should have.
    private struct Resumed {
        var said: [String] = []
        var shown: [String: Fields] = [:]
        var stored: [String: Fields] = [:]
    }

    /// Lets a listener see three documents and leave; then `change`s and listens again.
    private func resume(
        _ query: StructuredQuery = all, options: [String] = [],
        token: ([UInt8]) -> TargetRequest.Resumption = { .token($0) },
        restart: Bool = false, _ change: (FirestoreTree) throws -> Void
    ) throws -> Resumed {
        var resumed = Resumed()
        try withDaemon(products: 5, options: options) { daemon in
            var tree = try FirestoreTree(daemon.client)
            for id in ["a", "b", "c"] { try tree.set("c/\(id)", ["n": 1]) }
            let first = try TestListener(daemon)
            try first.add(first.query(query))
            try first.snapshot()
            #expect(first.ids() == ["a", "b", "c"])
            first.close()
            if restart {
                try daemon.restart()
                tree = try FirestoreTree(daemon.client)
            }
            try change(tree)
            let second = try TestListener(daemon)
            defer { second.close() }
            second.keep(first.shown[1])
            try second.add(second.query(query), resume: token(first.resumeToken))
            resumed.said = try second.snapshot().map(\.gist)
            resumed.shown = second.fields()
            for document in try tree.documents(query) {
                resumed.stored[document.name] = document.fields
            }
        }
        return resumed
    }

    @Test(arguments: [false, true])
    func aTokenBringsOnlyWhatChangedSince(restart: Bool) throws {
        let result = try resume(restart: restart) { tree in
            try tree.set("c/a", ["n": 2])
            try tree.set("c/d", ["n": 1])
            try tree.commit([tree.delete("c/b")])
            try tree.set("other/x", ["n": 1])
        }
        #expect(result.said == ["add", "shown a", "deleted b", "shown d", "current"])
        #expect(result.shown == result.stored)
    }

    @Test func aTokenBringsWhoLeftTheQuery() throws {
        let query = StructuredQuery(collection: "c", where: .where("n", .lessThan, 5))
        let result = try resume(query) { tree in
            try tree.set("c/a", ["n": 7])
            try tree.set("c/z", ["n": 9])
        }
        #expect(result.said == ["add", "left a", "left z", "current"])
        #expect(result.shown == result.stored)
    }

    @Test func nothingChangedMeansNothingToTell() throws {
        #expect(try resume { _ in }.said == ["add", "current"])
    }

    static let unknown: [[UInt8]] = [
        [9, 9, 9], [UInt8](repeating: 0, count: 25), [1] + [UInt8](repeating: 0xFF, count: 24),
    ]

    @Test(arguments: unknown)
    func anUnknownTokenResets(bytes: [UInt8]) throws {
        let result = try resume(token: { _ in .token(bytes) }) { tree in
            try tree.commit([tree.delete("c/b")])
        }
        #expect(result.said == ["add", "reset", "shown a", "shown c", "current"])
        #expect(result.shown == result.stored)
    }

    @Test func aTimeResets() throws {
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        let result = try resume(token: { _ in .readTime(time) }) { tree in
            try tree.commit([tree.delete("c/b")])
        }
        #expect(result.said == ["add", "reset", "shown a", "shown c", "current"])
    }

    @Test func aLimitedQueryResets() throws {
        let query = StructuredQuery(collection: "c", limit: 3)
        let result = try resume(query) { tree in try tree.set("c/0", ["n": 1]) }
        #expect(result.said == ["add", "reset", "shown 0", "shown a", "shown b", "current"])
        #expect(result.shown == result.stored)
    }

    @Test func aLogThatNoLongerReachesBackResets() throws {
        // More commits than the change log keeps.
        let result = try resume(options: ["--sync", "off"]) { tree in
            try tree.commit([tree.delete("c/b")])
            let writers = try (0..<4).map { worker in
                let client = tree.client
                let other = try FirestoreTree(client)
                return SystemThread(name: "test-writer") {
                    for number in 0..<4_200 {
                        _ = try? other.set("w/\(worker)", ["n": .integer(Int64(number))])
                    }
                }
            }
            for writer in writers { writer.join() }
        }
        #expect(result.said == ["add", "reset", "shown a", "shown c", "current"])
        #expect(result.shown == result.stored)
    }

    @Test func aListenerThatDoesNotReadIsClosedAndHoldsNobodyUp() throws {
        try withListener { daemon, tree, good in
            let slow = try TestListener(daemon)
            defer { slow.close() }
            try slow.add(slow.query(Self.all))
            try slow.snapshot()
            try good.add(good.query(Self.all))
            try good.snapshot()
            let text = Value.string(String(repeating: "x", count: 400_000))
            for number in 0..<60 {
                try tree.set("c/\(number % 5)", ["n": .integer(Int64(number)), "text": text])
                try good.snapshot()
            }
            #expect(good.ids() == ["0", "1", "2", "3", "4"])
            #expect(eventually { listeners(daemon) == 1 })
            try tree.set("c/9", [:])
            try good.snapshot()
            #expect(good.ids().contains("9"))
            // What was sent before is still there; then the reason.
            #expect { while try slow.next() != nil {} } throws: {
                ($0 as? Status)?.code == .resourceExhausted
            }
        }
    }

    @Test func aClientThatLeavesIsForgotten() throws {
        try withListener { daemon, tree, listener in
            try listener.add(listener.query(Self.all))
            try listener.snapshot()
            #expect(listeners(daemon) == 1)
            listener.close()
            #expect(eventually { listeners(daemon) == 0 })
            try tree.set("c/a", [:])
        }
    }

    private func listeners(_ daemon: TestDaemon) -> Int? {
        let name = "posmirror_listeners "
        let line = (try? daemon.client.metrics().text)?.split(separator: "\n").first {
            $0.hasPrefix(name)
        }
        return line.flatMap { Int($0.dropFirst(name.count)) }
    }
}
