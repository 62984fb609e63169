import Testing

@testable import FirestoreModel

@Suite struct AggregationTests {
    private func run(
        _ aggregations: [Aggregation], over values: [Value?],
        _ query: StructuredQuery = QueryBench.query()
    ) throws -> Fields {
        var received = StructuredAggregationQuery()
        received.query = query
        received.aggregations = aggregations
        #expect(try StructuredAggregationQuery(wireBytes: received.wireBytes) == received)
        let prepared = try PreparedAggregation(
            received, parent: QueryBench.root, in: DatabaseName(project: "p"))
        var accumulator = AggregationAccumulator(prepared)
        let rows = QueryBench(field: "x", values).rows
        for row in prepared.query.rows(among: rows) { accumulator.add(row.document.fields) }
        return accumulator.result
    }

    static let sums: [([Value?], Value)] = [
        ([.integer(.max), 1, -1], .integer(.max)), ([.integer(.max), 1], .double(0x1p63)),
        ([], 0), (["s"], 0), ([1, 2.5], 3.5), ([1, 1.0], 2.0), ([.double(.nan), 1], .double(.nan)),
        ([.double(.infinity), .double(-.infinity)], .double(.nan)),
        ([.double(1e308), .double(1e308)], .double(.infinity)),
        ([.integer(9_007_199_254_740_993), 1.0], .double(9_007_199_254_740_992)),
        ([.integer(.min), .integer(.min)], .double(-0x1p64)),
    ]

    @Test(arguments: sums)
    func sumsAreExactForIntegers(values: [Value?], sum: Value) throws {
        #expect(try run([Aggregation(.sum("x"))], over: values) == ["field_1": sum])
    }

    static let averages: [([Value?], Value)] = [
        ([], .null), (["s", .null], .null), ([1, 2, "s"], 1.5), ([1], 1.0),
        ([.double(.nan)], .double(.nan)), ([.integer(.max), .integer(.max)], .double(0x1p63)),
    ]

    @Test(arguments: averages)
    func averagesAreDoublesOrNull(values: [Value?], average: Value) throws {
        #expect(try run([Aggregation(.average("x"))], over: values) == ["field_1": average])
    }

    @Test func rowsWithoutTheFieldAreOutOfEverything() throws {
        let counted = Aggregation(.count(upTo: nil), alias: "n")
        let values: [Value?] = [1, "s", nil]
        #expect(try run([counted, Aggregation(.sum("x"))], over: values) == ["n": 2, "field_1": 1])
        #expect(try run([counted], over: values) == ["n": 3])
        #expect(try run([Aggregation(.count(upTo: 2))], over: values) == ["field_1": 2])
    }

    @Test func rowsAreThoseAfterOffsetAndLimit() throws {
        let query = QueryBench.query {
            $0.offset = 1
            $0.limit = 2
        }
        #expect(try run([Aggregation(.sum("x"))], over: [1, 2, 3, 4], query) == ["field_1": 5])
    }

    static let count = Aggregation(.count(upTo: nil))
    static let refused: [[Aggregation]] = [
        [], Array(repeating: count, count: 6), [Aggregation(.none)],
        [Aggregation(.count(upTo: 0))], [Aggregation(.sum("__name__"))], [Aggregation(.sum(""))],
        [Aggregation(.average("a..b"))], [Aggregation(.count(upTo: nil), alias: "__a__")],
        [Aggregation(.count(upTo: nil), alias: "a"), Aggregation(.sum("x"), alias: "a")],
        [count, Aggregation(.sum("x"), alias: "field_1")],
    ]

    @Test(arguments: refused.indices)
    func aggregationsThatAreRefused(index: Int) {
        let error = #expect(throws: FirestoreError.self) { try run(Self.refused[index], over: []) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func defaultAliasesCountUnnamedOnesOnly() throws {
        let named = Aggregation(.count(upTo: nil), alias: "n")
        let result = try run([Self.count, named, Self.count], over: [])
        #expect(result.keys == ["field_1", "field_2", "n"])
    }
}
