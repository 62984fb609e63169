import FirestoreModel
import StatusCodes
import Testing

@testable import DocumentStore

/// What queries cost, in keys touched: as much as they return, not as much as is stored.
@Suite struct QueryPlanTests {
    private static let count = 20_000

    /// 20,000 documents: `n` is their number, `hundred` one of 100 values, `flag` true for every
    /// second, `rare` in 20 of them, `tags` one of 500 and a common one, `odd.n` the number again.
    private static func withDocuments(_ body: (DocumentStore) throws -> Void) throws {
        try withStore { fixture in
            for start in stride(from: 0, to: count, by: 1_000) {
                try fixture.store.commit((start..<start + 1_000).map(document))
            }
            try body(fixture.store)
        }
    }

    private static func document(_ number: Int) -> DocumentWrite {
        var fields: Fields = [
            "n": .integer(Int64(number)), "hundred": .integer(Int64(number % 100)),
            "flag": .boolean(number % 2 == 0), "odd": ["n": .integer(Int64(number))],
            "tags": ["all", .string("t\(number % 500)")],
        ]
        if number % 1_000 == 7 { fields["rare"] = "yes" }
        return write(ResourcePath(uncheckedSegments: ["c", name(number)]), fields)
    }

    private static func name(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 5 - digits.count) + digits
    }

    private struct Case: Sendable {
        let name: String
        var filter: QueryFilter?
        var orders: [QueryOrder] = []
        var change: @Sendable (inout StructuredQuery) -> Void = { _ in }
        let rows: Int
        let keysMax: Int
    }

    private static let cases: [Case] = [
        Case(
            name: "equality, limit", filter: .where("hundred", .equal, 7),
            change: { $0.limit = 50 }, rows: 50, keysMax: 105),
        Case(
            name: "range, limit", filter: .where("n", .greaterThan, 5_000),
            change: { $0.limit = 50 }, rows: 50, keysMax: 105),
        Case(
            name: "range downwards, limit", filter: .where("n", .lessThan, 5_000),
            orders: [QueryOrder("n", descending: true)], change: { $0.limit = 50 }, rows: 50,
            keysMax: 105),
        Case(
            name: "order, limit", orders: [QueryOrder("odd.n", descending: true)],
            change: { $0.limit = 50 }, rows: 50, keysMax: 105),
        Case(name: "rare equality", filter: .where("rare", .equal, "yes"), rows: 20, keysMax: 45),
        Case(
            name: "not null", filter: .where("rare", .isNotNull), rows: 20, keysMax: 45),
        Case(
            name: "two-sided range",
            filter: .and([
                .where("n", .greaterThanOrEqual, 100), .where("n", .lessThan, 130),
            ]), rows: 30, keysMax: 65),
        Case(
            name: "in", filter: .where("n", .in, [5, 6, 19_999, 70_000]), rows: 3, keysMax: 12),
        Case(
            name: "array-contains, limit", filter: .where("tags", .arrayContains, "all"),
            change: { $0.limit = 50 }, rows: 50, keysMax: 105),
        Case(
            name: "array-contains-any", filter: .where("tags", .arrayContainsAny, ["t3", "t4"]),
            rows: 80, keysMax: 165),
        Case(
            name: "two equalities",
            filter: .and([.where("rare", .equal, "yes"), .where("flag", .equal, false)]),
            rows: 20, keysMax: 85),
        Case(
            name: "equality and array",
            filter: .and([.where("hundred", .equal, 3), .where("tags", .arrayContains, "t3")]),
            rows: 40, keysMax: 250),
        Case(
            name: "or of equalities",
            filter: .or([.where("rare", .equal, "yes"), .where("n", .equal, 12)]), rows: 21,
            keysMax: 50),
        Case(
            name: "or of ranges",
            filter: .or([.where("n", .lessThan, 10), .where("odd.n", .greaterThan, 19_990)]),
            rows: 19, keysMax: 100),
        Case(
            name: "rare equality, another order", filter: .where("rare", .equal, "yes"),
            orders: [QueryOrder("n", descending: true)], change: { $0.limit = 5 }, rows: 5,
            keysMax: 75),
        Case(
            name: "common equality, another order", filter: .where("flag", .equal, true),
            orders: [QueryOrder("n", descending: true)], change: { $0.limit = 50 }, rows: 50,
            keysMax: 1_000),
        Case(
            name: "equality and range",
            filter: .and([.where("hundred", .equal, 7), .where("n", .greaterThan, 19_000)]),
            rows: 10, keysMax: 900),
        Case(
            name: "ties in two orders",
            orders: [QueryOrder("hundred", descending: true), QueryOrder("n")],
            change: { $0.limit = 5 }, rows: 5, keysMax: 450),
        Case(
            name: "page of equal values", orders: [QueryOrder("flag"), QueryOrder("__name__")],
            change: {
                $0.limit = 5
                $0.startAt = QueryCursor([true, reference("c/19000")])
            }, rows: 5, keysMax: 15),
        Case(
            name: "page by name of an equality", filter: .where("flag", .equal, true),
            orders: [QueryOrder("__name__", descending: true)],
            change: {
                $0.limit = 5
                $0.startAt = QueryCursor([reference("c/10000")])
            }, rows: 5, keysMax: 15),
        Case(
            name: "cursor on a value", orders: [QueryOrder("n")],
            change: {
                $0.limit = 5
                $0.startAt = QueryCursor([15_000], before: true)
            }, rows: 5, keysMax: 15),
        Case(
            name: "names",
            filter: .where(
                "__name__", .in,
                [
                    reference("c/00004"), reference("c/19999"), reference("c/x"),
                    reference("d/00004"),
                ]), rows: 2, keysMax: 6),
        Case(
            name: "nothing passes", filter: .where("n", .greaterThan, .null), rows: 0, keysMax: 0),
        Case(
            name: "another type", filter: .where("n", .greaterThan, "text"), rows: 0, keysMax: 0),
    ]

    @Test func costFollowsTheResult() throws {
        try Self.withDocuments { store in
            for test in Self.cases {
                for descendants in [false, true] {
                    let query = try prepare("c", descendants: descendants, where: test.filter) {
                        $0.orderBy = test.orders
                        test.change(&$0)
                    }
                    try check(test, query, store, isGroup: descendants)
                }
            }
        }
    }

    private func check(
        _ test: Case, _ query: PreparedQuery, _ store: DocumentStore, isGroup: Bool
    ) throws {
        var found: [ResourcePath] = []
        let statistics = try store.run(query) { row in
            found.append(row.path)
            return true
        }
        let name = "\(test.name): \(statistics.keysTouched) keys: \(statistics.plan)"
        // A group looks for its collections first.
        let extra = isGroup ? 5 : 0
        #expect(statistics.keysTouched <= test.keysMax + extra, "\(name)")
        #expect(found.count == test.rows, "\(name)")
        let scanned = try store.rows(of: query, options: QueryOptions(usesIndexes: false))
        let isEqual = scanned.map(\.path) == found
        #expect(isEqual, "\(name)")
    }

    /// What a collection that is read whole is read by.
    private static let names = IndexUse(scope: "Collection", properties: "(__name__ ASC)")

    @Test func plansTellWhatTheyRead() throws {
        try withStore { fixture in
            try fixture.store.commit([set("c/1", 1), set("c/1/c/2", 2)])
            let plan = { (query: PreparedQuery) in try fixture.store.explain(query) }
            let equality = try plan(prepare("c", where: .where("v", .equal, 1)))
            #expect(
                equality.plan == "index (v ASC, __name__ ASC) for 1 value, check documents")
            #expect(
                equality.indexes == [
                    IndexUse(scope: "Collection", properties: "(v ASC, __name__ ASC)")
                ])
            let group = try plan(
                prepare("c", descendants: true) {
                    $0.orderBy = [QueryOrder("v", descending: true)]
                })
            #expect(
                group.plan
                    == "in 2 collections: index (v DESC, __name__ DESC), read documents")
            #expect(group.indexes.map(\.scope) == ["Collection group"])
            let array = try plan(prepare("c", where: .where("v", .arrayContains, 1)))
            #expect(array.indexes.map(\.properties) == ["(v CONTAINS, __name__ ASC)"])
            let scan = try plan(prepare("c"))
            #expect(scan.plan == "scan c")
            #expect(scan.indexes == [Self.names])
        }
    }

    @Test func derivedFieldsAreNotSoughtInIndexes() throws {
        struct Overlay: DocumentOverlay {
            func derivedFields(inCollections collectionId: String) -> [String] { ["v"] }
            func fields(
                of path: ResourcePath, stored: UnsafeRawBufferPointer
            ) throws(Status) -> [UInt8]? { nil }
        }
        try withStore { fixture in
            try fixture.store.commit([set("c/1", 1)])
            let query = try prepare("c", where: .where("v", .equal, 1))
            let options = QueryOptions(overlay: Overlay())
            #expect(try fixture.store.explain(query, options: options).indexes == [Self.names])
            #expect(try fixture.store.rows(of: query, options: options).count == 1)
        }
    }

    @Test func groupsOfManyCollectionsAreScanned() throws {
        try withStore { fixture in
            let count = DocumentStoreLimits.collectionsIndexedMax + 6
            try fixture.store.commit((0..<count).map { set("p/\($0)/c/1", UInt8($0)) })
            let query = try prepare(
                "c", descendants: true, where: .where("v", .lessThan, 3)
            ) { $0.orderBy = [QueryOrder("v", descending: true)] }
            let rows = try fixture.store.rows(of: query)
            #expect(rows.map(\.document.fields.last) == [2, 1, 0])
            #expect(
                try fixture.store.explain(query).indexes
                    == [IndexUse(scope: "Collection group", properties: "(__name__ ASC)")])
        }
    }
}
