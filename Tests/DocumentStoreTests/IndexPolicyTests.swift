import FirestoreModel
import RocksStore
import TestSupport
import Testing

@testable import DocumentStore

/// Which fields have an index, and what happens when that changes.
@Suite struct IndexPolicyTests {
    private static let policy: IndexPolicy = {
        var policy = IndexPolicy()
        policy.set(.only([FieldPath(field: "a"), path("m", "x")]), at: "t/*/c")
        policy.set(.except([FieldPath(field: "a"), path("m", "x")]), at: "d")
        policy.set(.none, at: "e")
        policy.set(.all, at: "e")
        return policy
    }()

    private static func path(_ names: String...) -> FieldPath {
        FieldPath(uncheckedSegments: names)
    }

    static let coverage: [(collection: [String], path: [String], isCovered: Bool)] = [
        (["t", "1", "c"], ["a"], true), (["t", "1", "c"], ["a", "b"], true),
        (["t", "1", "c"], ["b"], false), (["t", "1", "c"], ["m"], false),
        (["t", "1", "c"], ["m", "x"], true), (["t", "1", "c"], ["m", "y"], false),
        (["d"], ["a"], false), (["d"], ["a", "b"], false), (["d"], ["b"], true),
        (["d"], ["m"], true), (["d"], ["m", "x"], false), (["d"], ["m", "y"], true),
        (["e"], ["a"], false), (["t"], ["b"], true), (["t", "1", "d"], ["b"], true),
    ]

    @Test(arguments: coverage)
    func theFirstFittingRuleDecides(collection: [String], path: [String], isCovered: Bool) {
        let rule = Self.policy.rule(
            forCollection: ResourcePath(uncheckedSegments: collection))
        #expect(rule.covers(FieldPath(uncheckedSegments: path)) == isCovered)
    }

    @Test func exemptFieldsHaveNoEntriesAndQueriesFindThemAllTheSame() throws {
        try withStore(indexes: Self.policy) { fixture in
            let fields: Fields = ["a": 1, "b": 2, "m": ["x": 1, "y": 2], "n": ["z": 1]]
            for path in [["t", "1", "c", "x"], ["d", "x"], ["e", "x"], ["f", "x"]] {
                try fixture.store.commit([
                    write(ResourcePath(uncheckedSegments: path), fields)
                ])
            }
            // t: a, m.x; d: b, m, m.y, n, n.z; f: all seven.
            #expect(try fixture.store.verify().indexEntries == 2 + 5 + 7)
            for name in ["a", "b", "m.x", "m.y"] {
                for collection in ["c", "d", "e", "f"] {
                    let query = try prepare(
                        collection, descendants: collection == "c",
                        where: .where(name, .greaterThanOrEqual, 1))
                    let rows = try fixture.store.rows(of: query)
                    #expect(rows.count == 1, "\(name) of \(collection)")
                }
            }
            let query = try prepare("d", where: .where("b", .equal, 2))
            #expect(try fixture.store.run(query) { _ in true }.indexes.count == 1)
            let exempt = try prepare("d", where: .where("a", .equal, 1))
            let whole = try fixture.store.run(exempt) { _ in true }
            #expect(whole.indexes.map(\.properties) == ["(__name__ ASC)"])
        }
    }

    @Test func anotherPolicyBuildsTheIndexesAnew() throws {
        try withTemporaryDirectory { directory in
            let fixture = try StoreFixture(directory + "/store")
            try fixture.store.commit(
                (0..<50).flatMap { [set("c/\($0)", 1), set("e/\($0)", 2)] })
            #expect(try fixture.store.verify().indexEntries == 100)
            try fixture.reopen(indexes: Self.policy)
            #expect(try fixture.store.verify().indexEntries == 50)
            try fixture.reopen(indexes: .all)
            #expect(try fixture.store.verify().indexEntries == 100)
        }
    }

    @Test func aStoreWithoutIndexesGetsThem() throws {
        try withStore { fixture in
            try fixture.store.commit((0..<20).map { set("c/\($0)", UInt8($0)) })
            try fixture.store.close()
            try takeIndexes(fixture.path)
            try fixture.open()
            #expect(try fixture.store.verify().indexEntries == 20)
            #expect(
                try fixture.store.database.get(.meta, StoreMeta.formatKey) == [0, 0, 0, 2])
        }
    }

    /// Makes the store one of format 1 in which a build was killed.
    private func takeIndexes(_ path: String) throws {
        let database = try RocksDatabase(path: path)
        try clear(database)
        try database.close()
    }

    private func clear(_ database: RocksDatabase) throws {
        let batch = try RocksWriteBatch(for: database)
        batch.deleteRange(.indexes, from: [], to: [UInt8](repeating: 0xFF, count: 9))
        batch.delete(.meta, StoreMeta.indexKey)
        batch.put(.meta, StoreMeta.formatKey, [0, 0, 0, 1])
        batch.put(.indexes, [1, 2, 3, 4, 5, 6, 7, 8, 0x10, 2, 0x61], [2])
        try database.write(batch, .logged)
    }
}
