import FirestoreModel
import Randomness
import TestSupport
import Testing

@testable import Listening

/// Random commits against random targets: at every snapshot the client's view is the query's
/// result.
@Suite struct SessionModelTests {
    /// A stream over a tree in memory.
    struct Stream {
        var tree = ModelTree()
        var told = ModelTree()
        var session = ListenSession()
        var client = ModelClient()

        mutating func add(_ id: Int32, _ scope: TargetScope) throws {
            let id = try session.admit(id)
            try client.receive(session.add(id, scope))
            switch scope {
            case .documents(let watched):
                for key in watched.keys { try tell(key, DocumentEffect(targetIds: [id])) }
            case .query(let query):
                let rows = told.ordered(query)
                _ = session.settle(id, rows.map(\.key), last: rows.last?.row)
                for row in rows { try tell(row.key, DocumentEffect(targetIds: [id])) }
            }
            for event in session.current(id, token: [1], at: now) { try client.receive(event) }
            try client.receive(session.snapshot(token: [1], at: now))
        }

        /// Tells everything between the last told state and the present one.
        mutating func step() throws {
            let before = told
            told = tree
            var said = false
            let keys = Set(before.rows.keys).union(told.rows.keys).filter {
                before.rows[$0] != told.rows[$0]
            }
            for key in keys.sorted() {
                let effect = session.change(key, old: before.rows[key], new: told.rows[key])
                said = try tell(key, effect) || said
            }
            for id in session.dirtyTargets {
                guard case .query(let query) = session.scope(of: id) else { continue }
                let rows = told.ordered(query)
                let change = session.settle(id, rows.map(\.key), last: rows.last?.row)
                for key in change.left {
                    said = try tell(key, DocumentEffect(removedTargetIds: [id])) || said
                }
                for key in change.entered { said = try tell(key, DocumentEffect(targetIds: [id])) }
                for key in change.stayed where keys.contains(key) {
                    said = try tell(key, DocumentEffect(targetIds: [id])) || said
                }
            }
            if said { try client.receive(session.snapshot(token: [1], at: now)) }
        }

        private var now: Timestamp { Timestamp(microseconds: told.time) }

        @discardableResult
        private mutating func tell(_ key: DocumentKey, _ effect: DocumentEffect) throws -> Bool {
            guard !effect.isEmpty else { return false }
            let name = ModelTree.name(try key.decode().path)
            let row = told.rows[key]
            try client.receive(
                .documentChange(
                    effect, name: name, document: row?.document.document(named: name).wireBytes,
                    at: now))
            return true
        }
    }

    static let queries: [StructuredQuery] = {
        var paged = StructuredQuery(collection: "c", orderBy: [QueryOrder("n")], limit: 3)
        paged.offset = 2
        var cut = StructuredQuery(collection: "c", orderBy: [QueryOrder("n")])
        cut.startAt = QueryCursor([2], before: true)
        cut.endAt = QueryCursor([5])
        return [
            StructuredQuery(collection: "c"),
            StructuredQuery(collection: "c", where: .where("n", .greaterThan, 3)),
            StructuredQuery(
                collection: "c", where: .where("k", .equal, "a"),
                orderBy: [QueryOrder("n", descending: true)], limit: 2),
            StructuredQuery(collection: "c", orderBy: [QueryOrder("n")], limit: 4),
            paged, cut,
            StructuredQuery(collection: "s", allDescendants: true),
            StructuredQuery(
                collection: "s", allDescendants: true, where: .where("n", .lessThan, 4), limit: 3),
            StructuredQuery(collection: "", allDescendants: true),
            StructuredQuery(collection: "c", limit: 0),
        ]
    }()

    @Test(arguments: Seeds.of(0..<60 as Range<UInt64>))
    func theViewIsTheResultAtEverySnapshot(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var stream = Stream()
        var scopes: [Int32: TargetScope] = [:]
        for _ in 0..<120 {
            switch random.below(12) {
            case 0:
                let id = Int32(random.below(6) + 1)
                guard scopes[id] == nil else { break }
                let scope = try Self.scope(&random)
                try stream.add(id, scope)
                scopes[id] = scope
            case 1:
                let id = Int32(random.below(6) + 1)
                scopes[id] = nil
                if let event = stream.session.remove(id) { try stream.client.receive(event) }
            default:
                stream.tree.time += 1
                for _ in 0...random.below(4) { Self.write(&stream.tree, &random) }
                // Commits merge when nobody looks in between.
                if random.below(3) > 0 { try stream.step() }
            }
            #expect(Set(stream.client.shown.keys) == Set(scopes.keys))
            for (id, scope) in scopes {
                #expect(stream.client.shown[id] == stream.told.shown(scope), "target \(id)")
            }
        }
        #expect(stream.client.snapshots > 4)
    }

    private static func scope(_ random: inout SeededRandom) throws -> TargetScope {
        let database = try DatabaseName(project: "p")
        if random.below(4) == 0 {
            return try TargetScope(
                .documents(["c/0", "c/1", "c/0/s/1"].map { "\(ModelTree.root)/\($0)" }),
                in: database)
        }
        let query = queries[random.below(queries.count)]
        return try TargetScope(.query(parent: ModelTree.root, query), in: database)
    }

    private static func write(_ tree: inout ModelTree, _ random: inout SeededRandom) {
        var path = "c/\(random.below(8))"
        if random.below(3) == 0 { path += "/s/\(random.below(3))" }
        guard random.below(4) > 0 else { return tree.delete(path) }
        var fields: Fields = ["k": random.below(2) == 0 ? "a" : "b"]
        if random.below(5) > 0 { fields["n"] = .integer(Int64(random.below(8))) }
        tree.set(path, fields)
    }
}
