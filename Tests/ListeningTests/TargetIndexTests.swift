import FirestoreModel
import Testing

@testable import Listening

@Suite struct TargetIndexTests {
    private static func query(
        _ collection: String, all: Bool = false, below parent: String = "",
        database: String = "(default)"
    ) throws -> TargetScope {
        let name = try DatabaseName(project: "p", database: database)
        let root = name.documentsRoot
        return try TargetScope(
            .query(
                parent: parent.isEmpty ? root : "\(root)/\(parent)",
                StructuredQuery(collection: collection, allDescendants: all)), in: name)
    }

    private static func scopes() throws -> [String: TargetScope] {
        let root = ModelTree.root
        return [
            "c": try query("c"), "c/1/s": try query("s", below: "c/1"),
            "group s": try query("s", all: true),
            "group s below c/2": try query("s", all: true, below: "c/2"),
            "all": try query("", all: true), "all in c/1": try query("", below: "c/1"),
            "other": try query("c", database: "other"),
            "other group": try query("s", all: true, database: "other"),
            "doc": try TargetScope(
                .documents(["\(root)/c/1", "\(root)/c/2/s/9"]),
                in: try DatabaseName(project: "p")),
            "null": try query("nul\0l"),
        ]
    }

    static let places: [(String, Set<String>)] = [
        ("c/1", ["c", "all", "doc"]), ("c/3", ["c", "all"]), ("d/1", ["all"]),
        ("c/1/s/1", ["c/1/s", "group s", "all", "all in c/1"]),
        ("c/2/s/1", ["group s", "group s below c/2", "all"]),
        ("c/2/s/9", ["group s", "group s below c/2", "all", "doc"]),
        ("x/y/z/w/s/1", ["group s", "all"]), ("nul\0l/1", ["all", "null"]),
    ]

    @Test(arguments: places)
    func aKeyFindsWhoLooksThere(path: String, expected: Set<String>) throws {
        var index = TargetIndex<String>()
        for (name, scope) in try Self.scopes() { index.add(scope, name) }
        #expect(index.listeners(of: [ModelTree.key(path)]) == expected)
    }

    @Test func manyKeysFindAllOfThem() throws {
        var index = TargetIndex<String>()
        for (name, scope) in try Self.scopes() { index.add(scope, name) }
        let keys = Self.places.map { ModelTree.key($0.0) }.sorted()
        let expected = Self.places.reduce(into: Set<String>()) { $0.formUnion($1.1) }
        #expect(index.listeners(of: keys) == expected)
        let garbage = [DocumentKey(bytes: []), DocumentKey(bytes: [0, 1, 1, 2])]
        #expect(index.listeners(of: garbage).isEmpty)
    }

    static let collections: [(String, Set<String>)] = [
        ("c", ["c", "all", "doc"]), ("d", ["all"]),
        ("c/1/s", ["c/1/s", "group s", "all", "all in c/1"]),
        ("c/2/s", ["group s", "group s below c/2", "all", "doc"]),
    ]

    @Test(arguments: collections)
    func aCollectionFindsWhoLooksThere(path: String, expected: Set<String>) throws {
        var index = TargetIndex<String>()
        for (name, scope) in try Self.scopes() { index.add(scope, name) }
        let collection = try ResourcePath(path)
        #expect(index.listeners(of: collection, in: ModelTree.database) == expected)
    }

    @Test func whatIsRemovedIsForgotten() throws {
        var index = TargetIndex<String>()
        let scopes = try Self.scopes()
        for _ in 0..<2 { for (name, scope) in scopes { index.add(scope, name) } }
        for (name, scope) in scopes { index.remove(scope, name) }
        // The other half is there as before.
        for (path, expected) in Self.collections {
            #expect(
                index.listeners(of: try ResourcePath(path), in: ModelTree.database) == expected)
        }
        #expect(index.listeners(of: [ModelTree.key("c/1")]).contains("doc"))
        for (name, scope) in scopes { index.remove(scope, name) }
        #expect(index.isEmpty)
    }
}
