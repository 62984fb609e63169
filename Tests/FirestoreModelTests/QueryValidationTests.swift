import StatusCodes
import Testing

@testable import FirestoreModel

@Suite struct QueryValidationTests {
    static func list(_ count: Int) -> Value { .array((0..<count).map { .integer(Int64($0)) }) }
    static let one: Value = 1
    static func query(
        _ filter: QueryFilter? = nil, _ orders: [QueryOrder] = [],
        _ change: (inout StructuredQuery) -> Void = { _ in }
    ) -> StructuredQuery {
        QueryBench.query(where: filter, orderBy: orders, change)
    }
    static func ranges(_ count: Int) -> QueryFilter {
        .and((0..<count).map { .where("f\($0)", .greaterThan, one) })
    }
    static func equalities(_ count: Int) -> QueryFilter {
        .and((0..<count).map { .where("f\($0)", .equal, one) })
    }
    static func deep(_ levels: Int) -> QueryFilter {
        (0..<levels).reduce(.where("a", .equal, one)) { inner, _ in .and([inner]) }
    }
    static func nearest(_ change: (inout FindNearest) -> Void) -> StructuredQuery {
        query {
            var stage = FindNearest()
            stage.vectorField = "v"
            stage.queryVector = .vector([1])
            stage.distanceMeasure = 1
            stage.limit = 1
            change(&stage)
            $0.findNearest = stage
        }
    }

    static let refusedFilters: [QueryFilter] = [
        .none, .and([]), .or([]), .composite(op: 0, filters: [.where("a", .equal, one)]),
        .composite(op: 3, filters: [.where("a", .equal, one)]),
        .field(path: "a", op: 0, value: one), .field(path: "a", op: 11, value: one),
        .unary(op: 0, path: "a"), .unary(op: 1, path: "a"), .where("", .equal, one),
        .where("a..b", .equal, one), .where("__a__", .equal, one), .where("a", .equal, Value()),
        .where("a", .in, one), .where("a", .in, []), .where("a", .notIn, []),
        .where("a", .arrayContainsAny, []), .where("a", .in, list(31)),
        .where("a", .arrayContainsAny, list(31)), .where("a", .notIn, list(11)),
        .and([.where("a", .in, list(10)), .where("b", .in, list(4))]),
        .or([.where("a", .in, list(20)), .where("b", .in, list(11))]),
        .and([.where("a", .notEqual, one), .where("b", .notEqual, one)]),
        .and([.where("a", .isNotNull), .where("b", .isNotNaN)]),
        .and([.where("a", .notIn, [one]), .where("b", .in, [one])]),
        .and([.where("a", .notIn, [one]), .where("b", .arrayContainsAny, [one])]),
        .or([.where("a", .notIn, [one]), .where("b", .equal, one)]),
        .and([.where("a", .arrayContains, one), .where("b", .arrayContains, one)]),
        .and([.where("a", .arrayContains, one), .where("b", .arrayContainsAny, [one])]),
        .and([.where("a", .arrayContains, .null), .where("b", .arrayContains, .null)]),
        ranges(11), equalities(101), deep(51),
        .where("__name__", .equal, "c/a"), .where("__name__", .arrayContains, "c/a"),
        .where("__name__", .in, SampleValues.reference("c/a")), .where("__name__", .isNull),
        .where("__name__", .in, [SampleValues.reference("c/a"), one]),
        .where("__name__", .equal, SampleValues.reference("c")),
        .where("__name__", .equal, .reference("projects/q/databases/(default)/documents/c/a")),
    ]

    @Test(arguments: refusedFilters)
    func filtersThatAreRefused(filter: QueryFilter) {
        let error = #expect(throws: Status.self) {
            try QueryBench.prepare(Self.query(filter))
        }
        #expect(error?.code == .invalidArgument)
    }

    static let acceptedFilters: [QueryFilter] = [
        .and([.where("a", .in, list(10)), .where("b", .in, list(3))]), .where("a", .in, list(30)),
        .or([.where("a", .arrayContains, one), .where("b", .arrayContains, one)]),
        .where("a", .notIn, list(10)), ranges(10), equalities(100), deep(49),
        .and([.where("a", .notEqual, one), .where("b", .in, [one])]),
        .or([.where("a", .notEqual, one), .where("b", .equal, one)]),
        .where("__name__", .notIn, [SampleValues.reference("x/a")]),
    ]

    @Test(arguments: acceptedFilters)
    func filtersThatAreAccepted(filter: QueryFilter) throws {
        #expect(try QueryBench.prepare(Self.query(filter)).filter != nil)
    }

    static let name = QueryOrder("__name__")
    static let refused: [StructuredQuery] = [
        query { ($0.from, $0.orderBy) = ([], [QueryOrder("a")]) },
        query { $0.from.append($0.from[0]) },
        query { $0.from[0].collectionId = "a/b" }, query { $0.from[0].collectionId = "__a__" },
        query { $0.offset = -1 }, query { $0.limit = -1 }, query { $0.select = ["a..b"] },
        query { $0.select = ["__a__"] }, query { $0.orderBy = [QueryOrder("")] },
        query { $0.orderBy = [QueryOrder("__a__")] },
        query { ($0.orderBy, $0.orderBy[0].direction) = ([QueryOrder("a")], 3) },
        query(nil, [QueryOrder("a"), QueryOrder("a")]), query(nil, [name, QueryOrder("a")]),
        query(.where("a", .lessThan, one), [name]),
        query(nil, [QueryOrder("a")]) { $0.startAt = QueryCursor([1, 2]) },
        query { $0.endAt = QueryCursor([1]) },
        query(nil, [name]) { $0.startAt = QueryCursor(["c/a"]) },
        query(nil, [name]) { $0.startAt = QueryCursor([SampleValues.reference("c")]) },
        query(nil, [QueryOrder("a")]) { $0.startAt = QueryCursor([Value()]) },
        query(equalities(100), [QueryOrder("a")]),
        query(.where("a", .equal, one)) { $0.from[0].collectionId = "" },
        query(nil, [QueryOrder("a")]) { $0.from[0].collectionId = "" },
        nearest { $0.vectorField = "" }, nearest { $0.queryVector = [1.0] },
        nearest { $0.queryVector = .vector([]) }, nearest { $0.distanceMeasure = 0 },
        nearest { $0.limit = nil }, nearest { $0.limit = 1_001 }, nearest { $0.limit = 0 },
        nearest { $0.distanceResultField = "__a__" },
    ]

    @Test(arguments: refused.indices)
    func queriesThatAreRefused(index: Int) {
        let error = #expect(throws: Status.self) {
            try QueryBench.prepare(Self.refused[index])
        }
        #expect(error?.code == .invalidArgument)
    }

    @Test(arguments: ["/c", "x", "/c/d/", "/c/__a__"])
    func parentsThatAreRefused(parent: String) {
        #expect(throws: Status.self) {
            try QueryBench.prepare(Self.query(), parent: QueryBench.root + parent)
        }
    }

    @Test func aParentDocumentCountsAsAFilter() throws {
        let query = Self.query(Self.equalities(100))
        #expect(throws: Status.self) {
            try QueryBench.prepare(query, parent: QueryBench.root + "/a/b")
        }
    }

    @Test func theNormalFormIsDisjunctive() throws {
        let conditions = ["a", "b", "c", "d"].map { QueryFilter.where($0, .equal, 1) }
        let filter = QueryFilter.and([
            .or([conditions[0], conditions[1]]), .or([conditions[2], conditions[3]]),
        ])
        let prepared = try QueryBench.prepare(Self.query(filter))
        let names = prepared.filter?.disjunctions.map { $0.map(\.path.description).joined() }
        #expect(names == ["ac", "ad", "bc", "bd"])
    }

    static let texts: [(String, [QueryOrder])] = [
        ("", []), ("a", [QueryOrder("a")]), ("a desc", [QueryOrder("a", descending: true)]),
        (
            " a.b ASC ,  __name__ DESC ",
            [QueryOrder("a.b"), QueryOrder("__name__", descending: true)]
        ),
        ("`x, y` desc,b", [QueryOrder("`x, y`", descending: true), QueryOrder("b")]),
        ("`a\\`,b`", [QueryOrder("`a\\`,b`")]),
    ]

    @Test(arguments: texts)
    func orderTextsParse(text: String, orders: [QueryOrder]) throws {
        #expect(try PreparedOrder.parse(text: text) == orders)
    }

    @Test(arguments: ["a,", ",a", "a b", "a desc desc", "`a", "a,,b", "`a\\"])
    func malformedOrderTextsAreRefused(text: String) {
        #expect(throws: Status.self) { try PreparedOrder.parse(text: text) }
    }
}
