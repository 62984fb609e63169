import FirestoreModel
import LinuxSystem
import MirrorMessages
import Randomness
import Synchronization
import TTRPC
import TestSupport
import Testing

/// Random commits while listeners come, go and come back: at every snapshot each view is the
/// query's result at the snapshot's read time, by a plain oracle.
@Suite struct ListenModelTests {
    /// The tree after each commit, as the oracle has it.
    private struct History {
        var states: [(time: Timestamp, rows: [String: QueryRow])] = [
            (Timestamp(seconds: 0, nanos: 0), [:])
        ]

        func rows(at time: Timestamp) -> [String: QueryRow] {
            states.last { $0.time <= time }?.rows ?? [:]
        }
    }

    private static let queries: [StructuredQuery] = [
        StructuredQuery(collection: "c"),
        StructuredQuery(collection: "c", where: .where("n", .greaterThan, 3)),
        StructuredQuery(
            collection: "c", where: .where("k", .equal, "a"),
            orderBy: [QueryOrder("n", descending: true)], limit: 2),
        StructuredQuery(collection: "s", allDescendants: true, limit: 3),
        StructuredQuery(collection: "s", allDescendants: true),
    ]

    @Test(arguments: Seeds.of(0..<3 as Range<UInt64>))
    func everySnapshotIsTheStateOfItsTime(seed: UInt64) throws {
        try withDaemon(products: 5, options: ["--sync", "off"]) { daemon in
            var random = SeededRandom(seed: seed)
            let tree = try FirestoreTree(daemon.client)
            var history = History()
            var listeners: [TestListener] = []
            defer { for listener in listeners { listener.close() } }
            for _ in 0..<2 { listeners.append(try listen(daemon)) }
            for round in 0..<60 {
                for _ in 0...random.below(3) {
                    try commit(tree, &history, &random)
                }
                let last = try #require(history.states.last?.time)
                for listener in listeners {
                    try follow(listener, to: last, history)
                }
                if round % 15 == 14 {
                    // One leaves and comes back with what it has.
                    let old = listeners.removeFirst()
                    old.close()
                    try commit(tree, &history, &random)
                    listeners.append(try listen(daemon, after: old))
                }
            }
        }
    }

    /// A listener to all queries, going on where `old` stopped.
    private func listen(
        _ daemon: TestDaemon, after old: TestListener? = nil
    ) throws -> TestListener {
        let listener = try TestListener(daemon)
        for (index, query) in Self.queries.enumerated() {
            let id = Int32(index) + 1
            if let old { listener.keep(old.shown[id], of: id) }
            try listener.add(
                listener.query(query), id: id,
                resume: old.map { .token($0.resumeToken) } ?? .none)
        }
        while listener.current.count < Self.queries.count { try listener.snapshot() }
        return listener
    }

    private func follow(
        _ listener: TestListener, to time: Timestamp, _ history: History
    ) throws {
        try check(listener, history)
        // A commit that concerns no target is not told; then the next one is.
        while !isUpToDate(listener, history) {
            try listener.snapshot()
            try check(listener, history)
        }
    }

    private func isUpToDate(_ listener: TestListener, _ history: History) -> Bool {
        guard let rows = history.states.last?.rows else { return true }
        return Self.queries.indices.allSatisfy { index in
            listener.fields(Int32(index) + 1) == expected(index, listener, rows)
        }
    }

    private func check(_ listener: TestListener, _ history: History) throws {
        let rows = history.rows(at: listener.readTime)
        for index in Self.queries.indices {
            #expect(
                listener.fields(Int32(index) + 1) == expected(index, listener, rows),
                "query \(index) at \(listener.readTime)")
        }
    }

    private func expected(
        _ index: Int, _ listener: TestListener, _ rows: [String: QueryRow]
    ) -> [String: Fields] {
        let root = listener.database.documentsRoot
        guard
            let query = try? PreparedQuery(
                Self.queries[index], parent: root, in: listener.database)
        else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: query.rows(among: rows.values).map {
                ("\(root)/\($0.path)", $0.document.fields)
            })
    }

    private func commit(
        _ tree: FirestoreTree, _ history: inout History, _ random: inout SeededRandom
    ) throws {
        var rows = history.states.last?.rows ?? [:]
        var writes: [Write] = []
        for _ in 0...random.below(4) {
            var path = "c/\(random.below(8))"
            if random.below(3) == 0 { path += "/s/\(random.below(3))" }
            guard random.below(4) > 0 else {
                writes.append(tree.delete(path))
                rows[path] = nil
                continue
            }
            var fields: Fields = ["k": random.below(2) == 0 ? "a" : "b"]
            if random.below(5) > 0 { fields["n"] = .integer(Int64(random.below(8))) }
            writes.append(tree.update(path, fields))
            let time = Timestamp(seconds: 0, nanos: 0)
            rows[path] = QueryRow(
                path: try ResourcePath(path),
                document: StoredDocument(fields: fields, createTime: time, updateTime: time))
        }
        history.states.append((try tree.commit(writes).time, rows))
    }
}
