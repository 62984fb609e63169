import Randomness
import TestSupport
import Testing

@testable import FirestoreModel

@Suite struct QueryEvaluationTests {
    @Test(arguments: Seeds.of([7] as [UInt64]))
    func everyTypeHasItsPlaceInAnOrder(seed: UInt64) throws {
        let bench = QueryBench(field: "v", SampleValues.ascending.shuffled(seed: seed))
        let ordered = try bench.values("v", QueryBench.query(orderBy: [QueryOrder("v")]))
        #expect(ordered == SampleValues.ascending)
        let descending = QueryBench.query(orderBy: [QueryOrder("v", descending: true)])
        #expect(try bench.values("v", descending) == SampleValues.ascending.reversed())
    }

    @Test func equalNumbersAreOrderedByName() throws {
        let (integer, double) = (Int64(9_007_199_254_740_992), 9_007_199_254_740_992.0)
        let values: [Value] = [.integer(integer + 1), .double(double), .integer(integer)]
        let bench = QueryBench(field: "v", values)
        #expect(try bench.ids(QueryBench.query(orderBy: [QueryOrder("v")])) == ["1", "2", "0"])
    }

    @Test func theNameFollowsTheLastDirection() throws {
        let bench = QueryBench(["x": ["a": 1], "y": ["a": 1]])
        let descending = QueryBench.query(orderBy: [QueryOrder("a", descending: true)])
        #expect(try bench.ids(descending) == ["y", "x"])
        #expect(try bench.ids(QueryBench.query()) == ["x", "y"])
        let byName = QueryBench.query(orderBy: [QueryOrder("__name__", descending: true)])
        #expect(try bench.ids(byName) == ["y", "x"])
    }

    @Test func inequalityFieldsJoinTheOrder() throws {
        let query = QueryBench.query(
            where: .and([
                .where("b", .greaterThan, 0), .where("a", .isNotNull), .where("c", .equal, 1),
                .where("__name__", .lessThan, SampleValues.reference("c/z")),
            ]), orderBy: [QueryOrder("d", descending: true)])
        let prepared = try QueryBench.prepare(query)
        #expect(prepared.orders.map(\.path.description) == ["d", "a", "b", "__name__"])
        #expect(prepared.orders.map(\.isDescending) == [true, true, true, true])
        #expect(prepared.fieldsRead == ["d", "a", "b", "c"])
    }

    static let cursors: [(Bool, QueryCursor, String)] = [
        (true, QueryCursor([2], before: true), "123"), (true, QueryCursor([2]), "3"),
        (false, QueryCursor([2], before: true), "0"), (false, QueryCursor([2]), "012"),
        (true, QueryCursor([2.0]), "3"), (true, QueryCursor(["a"]), ""),
        (true, QueryCursor([.null]), "0123"), (false, QueryCursor([.null]), ""),
        (true, QueryCursor([], before: true), "0123"),
    ]

    @Test(arguments: cursors)
    func cursorsCutTheOrder(isStart: Bool, cursor: QueryCursor, ids: String) throws {
        let bench = QueryBench(field: "a", [1, 2, 2, 3])
        let query = QueryBench.query(orderBy: [QueryOrder("a")]) {
            if isStart { $0.startAt = cursor } else { $0.endAt = cursor }
        }
        #expect(try bench.ids(query) == ids.map(String.init))
    }

    @Test func cursorsMayNameADocumentThatIsNotThere() throws {
        let bench = QueryBench(field: "a", [1, 2, 2, 3])
        let orders = [QueryOrder("a"), QueryOrder("__name__")]
        let query = QueryBench.query(orderBy: orders) {
            $0.startAt = QueryCursor([2, SampleValues.reference("c/1")])
            $0.endAt = QueryCursor([3, SampleValues.reference("c/0x")])
        }
        #expect(try bench.ids(query) == ["2"])
        let descending = QueryBench.query(orderBy: [QueryOrder("a", descending: true)]) {
            $0.startAt = QueryCursor([2])
        }
        #expect(try bench.ids(descending) == ["0"])
    }

    @Test func offsetComesBeforeLimit() throws {
        let bench = QueryBench(field: "a", [1, 2, 3, 4])
        let query = { offset, limit in
            QueryBench.query {
                $0.offset = offset
                $0.limit = limit
            }
        }
        #expect(try bench.ids(query(1, 2)) == ["1", "2"])
        #expect(try bench.ids(query(3, nil)) == ["3"])
        #expect(try bench.ids(query(0, 0)) == [])
        #expect(try bench.ids(query(9, 1)) == [])
    }

    static let places: [(String, String, Bool, [String])] = [
        ("", "c", false, ["c/1", "c/2"]), ("", "c", true, ["c/1", "c/1/c/3", "c/2", "d/1/c/4"]),
        ("/c/1", "c", false, ["c/1/c/3"]), ("/d/1", "c", true, ["d/1/c/4"]),
        ("/c/1", "", true, ["c/1/c/3", "c/1/e/5"]), ("", "", false, ["c/1", "c/2", "d/1"]),
        ("", "cc", true, []),
    ]

    @Test(arguments: places)
    func aQueryLooksBelowItsParent(
        parent: String, collection: String, all: Bool, paths: [String]
    ) throws {
        let bench = QueryBench(paths: ["d/1", "c/1/e/5", "c/2", "d/1/c/4", "c/1/c/3", "c/1"])
        let query = StructuredQuery(collection: collection, allDescendants: all)
        let prepared = try QueryBench.prepare(query, parent: QueryBench.root + parent)
        #expect(prepared.rows(among: bench.rows).map(\.path.description) == paths)
    }

    @Test func projectionsTrimFields() throws {
        let row = QueryBench.row("c/1", ["a": ["b": 1, "c": 2], "d": 3])
        let projected = { (select: [String]?) in
            try QueryBench.prepare(QueryBench.query { $0.select = select }).projected(row)
        }
        #expect(try projected(nil) == row.document.fields)
        #expect(try projected([]) == row.document.fields)
        #expect(try projected(["__name__"]) == [:])
        #expect(try projected(["a.b", "x", "__name__"]) == ["a": ["b": 1]])
    }

    @Test func nearestNeighboursAreFoundByEveryMeasure() throws {
        let bench = QueryBench(
            field: "v",
            [.vector([1, 0]), .vector([0, 3]), .vector([1, 1]), .vector([1]), 7, nil])
        let nearest = { (measure: Int32, threshold: Double?) in
            QueryBench.query {
                var stage = FindNearest()
                stage.vectorField = "v"
                stage.queryVector = .vector([1, 0])
                stage.distanceMeasure = measure
                stage.limit = 10
                stage.distanceResultField = "d"
                stage.distanceThreshold = threshold
                $0.findNearest = stage
            }
        }
        #expect(try bench.ids(nearest(1, nil)) == ["0", "2", "1"])
        #expect(try bench.ids(nearest(1, 1)) == ["0", "2"])
        #expect(try bench.ids(nearest(2, nil)) == ["0", "2", "1"])
        #expect(try bench.ids(nearest(3, nil)) == ["0", "2", "1"])
        #expect(try bench.ids(nearest(3, 0.5)) == ["0", "2"])
        let prepared = try QueryBench.prepare(nearest(1, 0.5))
        let row = try #require(prepared.rows(among: bench.rows).first)
        #expect(prepared.projected(row)["d"] == 0.0)
    }

    @Test func queriesRoundTripOnTheWire() throws {
        var query = StructuredQuery(collection: "c", allDescendants: true, limit: 0)
        #expect(try StructuredQuery(wireBytes: query.wireBytes) == query)
        query.select = ["a", "b.c"]
        query.filter = .where("a", .equal, 1)
        query.orderBy = [QueryOrder("a"), QueryOrder("b", descending: true)]
        query.startAt = QueryCursor([1, .null], before: true)
        query.endAt = QueryCursor([])
        query.offset = -1
        query.limit = 7
        var nearest = FindNearest()
        nearest.vectorField = "v"
        nearest.queryVector = .vector([1])
        nearest.distanceMeasure = 2
        nearest.limit = 3
        nearest.distanceResultField = "d"
        nearest.distanceThreshold = 0
        query.findNearest = nearest
        #expect(try StructuredQuery(wireBytes: query.wireBytes) == query)
    }

    @Test func partialDecodingIsEnoughToMatch() throws {
        let query = QueryBench.query(where: .where("a.b", .equal, 1), orderBy: [QueryOrder("d")])
        let prepared = try QueryBench.prepare(query)
        let fields: Fields = ["a": ["b": 1], "c": "long", "d": 2, "e": 3]
        let partial = try fields.mapValueBytes.withUnsafeBufferPointer { buffer in
            try Fields(
                mapValueBytes: UnsafeRawBufferPointer(buffer), only: prepared.fieldsRead)
        }
        #expect(partial == ["a": ["b": 1], "d": 2])
        #expect(prepared.matches(QueryBench.row("c/1", partial)))
    }
}

extension [Value] {
    func shuffled(seed: UInt64) -> [Value?] {
        var generator = SeededRandom(seed: seed)
        return shuffled(using: &generator)
    }
}
