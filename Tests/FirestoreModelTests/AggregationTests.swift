import Randomness
import StatusCodes
import TestSupport
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
        #expect(
            try run([counted, Aggregation(.sum("x"))], over: values) == ["n": 2, "field_1": 1])
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

    /// Rows by id with what they hold of `v` and `w`.
    private static let rows = QueryBench([
        "a": ["v": 5], "b": ["v": 1], "c": ["v": 2], "d": ["v": 9], "e": ["w": 3],
        "f": ["v": "s", "w": 1],
    ]).rows

    private func results(
        _ aggregations: [Aggregation], _ change: (inout StructuredQuery) -> Void
    ) throws -> [Value] {
        let result = try aggregate(Self.rows, aggregations, QueryBench.query(change))
        return result.map(\.value)
    }

    private func aggregate(
        _ rows: [QueryRow], _ aggregations: [Aggregation], _ query: StructuredQuery
    ) throws -> Fields {
        var received = StructuredAggregationQuery()
        received.query = query
        received.aggregations = aggregations
        let prepared = try PreparedAggregation(
            received, parent: QueryBench.root, in: DatabaseName(project: "p"))
        var accumulator = AggregationAccumulator(prepared)
        for row in prepared.query.rows(among: rows) { accumulator.add(row.document.fields) }
        return accumulator.result
    }

    /// As Google's emulator answers over the same rows.
    @Test func aggregatedFieldsOrderTheRowsThatOffsetAndLimitChoose() throws {
        let (v, w) = (Aggregation(.sum("v")), Aggregation(.sum("w")))
        #expect(try results([v]) { $0.limit = 2 } == [3])
        #expect(try results([v, Self.count]) { $0.limit = 2 } == [3, 2])
        #expect(try results([Self.count]) { $0.limit = 2 } == [2])
        #expect(try results([v, Self.count]) { $0.offset = 4 } == [0, 1])
        #expect(try results([v, w]) { $0.limit = 3 } == [0, 1])
        let down = [QueryOrder("v", descending: true)]
        #expect(try results([w]) { ($0.orderBy, $0.limit) = (down, 1) } == [1])
        #expect(try results([v]) { ($0.orderBy, $0.limit) = (down, 2) } == [9])
        let start = QueryCursor([2], before: true)
        #expect(
            try results([w]) {
                ($0.orderBy, $0.startAt, $0.limit) = ([QueryOrder("v")], start, 2)
            } == [1])
        let empty = [v, Aggregation(.average("v")), Self.count]
        #expect(try results(empty) { $0.limit = 0 } == [0, .null, 0])
    }

    @Test func nothingIsAggregatedBehindTheName() throws {
        let v = Aggregation(.sum("v"))
        let byName = [QueryOrder("__name__")]
        let above = QueryFilter.where(
            "__name__", .greaterThan, .reference(QueryBench.root + "/c/a"))
        expect("after __name__") { _ = try results([v]) { $0.orderBy = byName } }
        expect("after __name__") { _ = try results([v]) { $0.filter = above } }
        let named = QueryFilter.where("__name__", .equal, .reference(QueryBench.root + "/c/a"))
        expect("after __name__") { _ = try results([v]) { $0.filter = named } }
        #expect(try results([Self.count]) { $0.orderBy = byName } == [6])
        let both = [QueryOrder("v"), QueryOrder("__name__")]
        #expect(try results([v]) { ($0.orderBy, $0.limit) = (both, 1) } == [1])
    }

    @Test func anAggregatedFieldIsWithinTheProjection() throws {
        let (v, inner) = (Aggregation(.sum("v")), Aggregation(.average("v.a")))
        #expect(try results([v, inner]) { $0.select = ["v", "x"] } == [0, .null])
        #expect(try results([Self.count]) { $0.select = ["__name__"] } == [6])
        expect("only returns keys") { _ = try results([v]) { $0.select = ["__name__"] } }
        expect("property v is not present") { _ = try results([v]) { $0.select = ["v.a"] } }
        expect("property v is not present") {
            _ = try results([v]) { $0.select = ["w", "__name__"] }
        }
    }

    @Test func faultsAreSaidInGooglesWords() {
        let named = Aggregation(.count(upTo: nil), alias: "a")
        expect("Aggregations can not be empty.") { _ = try results([]) { _ in } }
        expect("Aggregation aliases contain duplicate alias: a.") {
            _ = try results([named, Aggregation(.sum("v"), alias: "a")]) { _ in }
        }
        expect("The property.name \"__a__\" is reserved.") {
            _ = try results([Aggregation(.count(upTo: nil), alias: "__a__")]) { _ in }
        }
        expect("The property.name is longer than 1500 bytes.") {
            let long = String(repeating: "a", count: 1501)
            _ = try results([Aggregation(.count(upTo: nil), alias: long)]) { _ in }
        }
        expect("Operator field in Aggregation is not set.") {
            _ = try results([Aggregation(.none)]) { _ in }
        }
    }

    private func expect(
        _ words: String, _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        let error = #expect(throws: Status.self, sourceLocation: location) { try body() }
        #expect(error?.code == .invalidArgument, sourceLocation: location)
        #expect(error?.message.contains(words) == true, sourceLocation: location)
    }

    /// Random rows and shapes against a plain sort of numbers.
    @Test(arguments: Seeds.of(1...6 as ClosedRange<UInt64>))
    func randomAggregationsAreThoseOfAPlainSort(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        for round in 0..<60 {
            let plain = (0..<below(9)).map { _ in
                ["v", "w", "x"].reduce(into: [:]) { row, name in
                    if below(4) > 0 { row[name] = Int64(below(4)) }
                } as [String: Int64]
            }
            let rows = plain.enumerated().map { index, row in
                QueryBench.row("c/\(index)", Fields(row.mapValues { Value.integer($0) }))
            }
            let summed = ["w", "v"].filter { _ in below(2) == 0 }
            let explicit = ["x", "v"].filter { _ in below(3) == 0 }
            let descending = explicit.isEmpty ? false : below(2) == 0
            var query = QueryBench.query(
                orderBy: explicit.map { QueryOrder($0, descending: descending) })
            if below(3) > 0 { query.limit = Int32(below(5)) }
            query.offset = Int32(below(3))
            let keys = explicit + summed.sorted().filter { !explicit.contains($0) }
            let whole = plain.indices.filter { index in
                keys.allSatisfy { plain[index][$0] != nil }
            }
            let places = whole.sorted { left, right in
                let sides = [left, right].map { index in
                    keys.map { plain[index][$0] ?? 0 } + [Int64(index)]
                }
                let isBefore = sides[0].lexicographicallyPrecedes(sides[1])
                return descending ? !isBefore && left != right : isBefore
            }
            let chosen = places.dropFirst(Int(query.offset)).prefix(Int(query.limit ?? 100))
            let aggregations =
                summed.map { Aggregation(.sum($0), alias: $0) }
                + [Aggregation(.count(upTo: nil), alias: "n")]
            var expected: Fields = ["n": .integer(Int64(chosen.count))]
            for name in summed {
                expected[name] = .integer(chosen.reduce(0) { $0 + (plain[$1][name] ?? 0) })
            }
            #expect(
                try aggregate(rows, aggregations, query) == expected, "seed \(seed) round \(round)")
        }
    }

    static let refused: [[Aggregation]] = [
        [], Array(repeating: count, count: 6), [Aggregation(.none)],
        [Aggregation(.count(upTo: 0))], [Aggregation(.sum("__name__"))], [Aggregation(.sum(""))],
        [Aggregation(.average("a..b"))], [Aggregation(.count(upTo: nil), alias: "__a__")],
        [Aggregation(.count(upTo: nil), alias: "a"), Aggregation(.sum("x"), alias: "a")],
        [count, Aggregation(.sum("x"), alias: "field_1")],
    ]

    @Test(arguments: refused.indices)
    func aggregationsThatAreRefused(index: Int) {
        let error = #expect(throws: Status.self) { try run(Self.refused[index], over: []) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func defaultAliasesCountUnnamedOnesOnly() throws {
        let named = Aggregation(.count(upTo: nil), alias: "n")
        let result = try run([Self.count, named, Self.count], over: [])
        #expect(result.keys == ["field_1", "field_2", "n"])
    }
}
