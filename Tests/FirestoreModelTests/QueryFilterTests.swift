import Testing

@testable import FirestoreModel

@Suite struct QueryFilterTests {
    static let nan = Value.double(.nan)
    /// The table of Protocol/firestore.md (Equality): what each stored value answers to each test
    /// of `zip`.
    static let stored: [Value?] = [nil, .null, nan, 1, 1.0, "1", [1], [:], true]

    struct Case: Sendable {
        let filter: QueryFilter, ids: [String]
        init(_ op: FieldOperator, _ value: Value, _ ids: String) {
            filter = .where("zip", op, value)
            self.ids = ids.map(String.init)
        }
        init(_ op: UnaryOperator, _ ids: String) {
            filter = .where("zip", op)
            self.ids = ids.map(String.init)
        }
    }

    static let cases: [Case] = [
        Case(.equal, 1, "34"), Case(.notEqual, 1, "25678"), Case(.isNull, "1"),
        Case(.isNotNull, "2345678"), Case(.isNaN, "2"), Case(.isNotNaN, "345678"),
        Case(.notIn, [1], "25678"), Case(.notIn, [.null], ""), Case(.notIn, [1, .null], ""),
        Case(.equal, .null, ""), Case(.equal, nan, ""), Case(.notEqual, .null, ""),
        Case(.notEqual, nan, "2345678"), Case(.notIn, [nan], "2345678"),
        Case(.in, [.null, 1, nan], "34"), Case(.in, [.null], ""), Case(.in, [1, 1], "34"),
        Case(.in, ["1", [1.0]], "56"), Case(.arrayContains, 1, "6"),
        Case(.arrayContains, 1.0, "6"), Case(.arrayContains, .null, ""),
        Case(.arrayContainsAny, [2, 1], "6"), Case(.arrayContainsAny, [nan], ""),
        Case(.greaterThan, 0, "34"), Case(.greaterThanOrEqual, false, "8"),
        Case(.lessThan, .null, ""), Case(.lessThanOrEqual, nan, ""), Case(.equal, [:], "7"),
        Case(.greaterThan, .double(-.infinity), "34"), Case(.lessThan, "2", "5"),
        Case(.greaterThanOrEqual, [:], "7"), Case(.lessThanOrEqual, [1], "6"),
    ]

    @Test(arguments: cases)
    func filtersMatchAsTheTableSays(item: Case) throws {
        let query = QueryBench.query(where: item.filter)
        let ids = try QueryBench(field: "zip", Self.stored).ids(query)
        #expect(ids.sorted() == item.ids, "\(item.filter)")
    }

    @Test func aRangeStaysWithinItsClass() throws {
        let bench = QueryBench(field: "v", [6, "7", Self.nan, .null, 5.5, [9]])
        let query = QueryBench.query(where: .where("v", .greaterThan, 5))
        #expect(try bench.values("v", query) == [5.5, 6])
    }

    @Test func equalityIgnoresTheKindOfNumber() throws {
        let bench = QueryBench(field: "v", [1, 1.0, true, "1"])
        #expect(try bench.ids(QueryBench.query(where: .where("v", .equal, 1))) == ["0", "1"])
    }

    @Test func nullInsideAnOperandIsStructural() throws {
        let bench = QueryBench(field: "v", [[.null], .null, []])
        #expect(try bench.ids(QueryBench.query(where: .where("v", .equal, [.null]))) == ["0"])
    }

    @Test func disjunctionsNeedTheOrderedFieldsToo() throws {
        let bench = QueryBench(["x": ["b": 2], "y": ["a": 1], "z": ["a": 1, "b": 2]])
        let filter = QueryFilter.or([.where("b", .equal, 2), .where("a", .lessThan, 2)])
        #expect(try bench.ids(QueryBench.query(where: filter)) == ["y", "z"])
        let equalities = QueryFilter.or([.where("b", .equal, 2), .where("a", .equal, 1)])
        #expect(try bench.ids(QueryBench.query(where: equalities)) == ["x", "y", "z"])
    }

    @Test func nestedPathsGoThroughMapsOnly() throws {
        let bench = QueryBench(["x": ["a": ["b": 1]], "y": ["a": [["b": 1]]], "z": ["a.b": 1]])
        #expect(try bench.ids(QueryBench.query(where: .where("a.b", .equal, 1))) == ["x"])
        #expect(try bench.ids(QueryBench.query(where: .where("`a.b`", .equal, 1))) == ["z"])
    }

    @Test func documentNamesAreComparedInDocumentOrder() throws {
        let bench = QueryBench(["a": [:], "b": [:], "__id7__": [:]])
        let reference = SampleValues.reference
        let after = QueryFilter.where("__name__", .greaterThan, reference("c/__id7__"))
        #expect(try bench.ids(QueryBench.query(where: after)) == ["a", "b"])
        let among = QueryFilter.where("__name__", .in, [reference("c/b"), reference("x/y")])
        #expect(try bench.ids(QueryBench.query(where: among)) == ["b"])
        let not = QueryFilter.where("__name__", .notEqual, reference("c/b"))
        #expect(try bench.ids(QueryBench.query(where: not)) == ["__id7__", "a"])
    }

    @Test func filtersRoundTripOnTheWire() throws {
        let filters: [QueryFilter] = [
            .and([.where("a", .in, [1]), .or([.where("b", .isNaN), .none])]),
            .field(path: "", op: 0, value: Value()), .unary(op: 99, path: "x"),
        ]
        for filter in filters { #expect(try QueryFilter(wireBytes: filter.wireBytes) == filter) }
    }

    private static let armRows = QueryBench([
        "0": ["a": 1], "1": ["b": .null], "2": ["a": 2, "b": .null], "3": ["b": 2],
        "4": ["a": .null, "b": 5], "5": [:], "6": ["a": nan, "b": 1], "7": ["b": 2, "c": 7],
        "8": ["b": 2, "c": 1], "9": ["a": 3, "b": 2, "c": 9],
    ])

    private static func above(_ path: String, _ value: Value) -> QueryFilter {
        .where(path, .greaterThan, value)
    }

    private static let two = QueryFilter.where("b", .equal, 2)

    /// As Google's emulator answers: what compares with null or NaN has no rows and orders none.
    static let arms: [(QueryFilter, String)] = [
        (.or([above("a", 0), two]), "029"), (.or([above("a", .null), two]), "3789"),
        (.or([above("a", nan), two]), "3789"),
        (.or([.where("a", .lessThanOrEqual, .null), two]), "3789"),
        (.or([.where("a", .notEqual, .null), two]), "3789"),
        (.or([.where("a", .notEqual, 1), two]), "629"),
        (.or([.where("a", .isNotNull), two]), "6029"),
        (.or([.where("a", .equal, .null), .where("b", .greaterThanOrEqual, 2)]), "37894"),
        (.or([.and([above("a", .null), above("c", 3)]), two]), "879"),
        (.and([.or([above("a", .null), two]), above("c", 3)]), "79"),
        (.or([above("a", .null), above("b", nan)]), ""),
        (.or([.and([above("a", 1), above("a", .null)]), two]), "9"),
        (.and([above("a", .null), two]), ""), (.or([above("b", .null), two]), "3789"),
    ]

    @Test(arguments: arms.indices)
    func anArmThatComparesWithNullOrNaNDemandsNoField(index: Int) throws {
        let (filter, ids) = Self.arms[index]
        let found = try Self.armRows.ids(QueryBench.query(where: filter))
        #expect(found == ids.map(String.init), "\(filter)")
    }

    @Test func anArmWithoutRowsLeavesTheNameFirst() throws {
        let filter = QueryFilter.or([Self.above("a", .null), Self.two])
        let byName = QueryBench.query(where: filter, orderBy: [QueryOrder("__name__")])
        #expect(try Self.armRows.ids(byName) == ["3", "7", "8", "9"])
    }
}
