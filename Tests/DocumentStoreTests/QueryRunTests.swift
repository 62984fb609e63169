import FirestoreModel
import Memory
import StatusCodes
import Synchronization
import Testing

@testable import DocumentStore

/// What a run does beside finding rows: overlays, cancellation, bounds, statistics.
@Suite struct QueryRunTests {
    /// Doubles `v` of the documents in collections `c` when they are read.
    private struct Doubling: DocumentOverlay {
        func derivedFields(inCollections collectionId: String) -> [String] {
            collectionId == "c" ? ["v"] : []
        }

        func fields(
            of path: ResourcePath, stored: UnsafeRawBufferPointer
        ) throws(Status) -> [UInt8]? {
            guard path.collectionId == "c" else { return nil }
            guard var fields = try? Fields(mapValueBytes: [UInt8](stored)),
                let value = fields["v"]?.integerValue
            else { throw Status(.corruption, "test", "") }
            fields["v"] = .integer(2 * value)
            return fields.mapValueBytes
        }
    }

    @Test func overlaidFieldsAreFilteredOrderedAndReturned() throws {
        try withStore { fixture in
            try fixture.store.commit((1...5).map { set("c/\($0)", UInt8($0)) })
            let query = try prepare("c", where: .where("v", .greaterThan, 5)) {
                $0.orderBy = [QueryOrder("v", descending: true)]
            }
            let rows = try fixture.store.rows(of: query, options: QueryOptions(overlay: Doubling()))
            #expect(rows.map(\.path.id) == ["5", "4", "3"])
            #expect(rows.map(\.document.fields.last) == [10, 8, 6])
            #expect(try fixture.store.rows(of: query).isEmpty)
            let everything = try prepare("", descendants: true)
            let all = try fixture.store.rows(
                of: everything, options: QueryOptions(overlay: Doubling()))
            #expect(all.map(\.document.fields.last) == [2, 4, 6, 8, 10])
        }
    }

    @Test func aRunThatNobodyWantsEnds() throws {
        try withStore { fixture in
            try fixture.store.commit((0..<2_000).map { set("c/\($0)", 1) })
            let asked = Mutex(0)
            let options = QueryOptions(isCancelled: {
                asked.withLock {
                    $0 += 1; return $0 > 1
                }
            })
            var rows = 0
            expect(.cancelled) {
                try fixture.store.run(try prepare("c"), options: options) { _ in
                    rows += 1
                    return true
                }
            }
            #expect((1...DocumentStoreLimits.keysBetweenChecks * 2).contains(rows))
        }
    }

    @Test func theBodyEndsARun() throws {
        try withStore { fixture in
            try fixture.store.commit((0..<50).map { set("c/\($0)", UInt8($0)) })
            for order in [[], [QueryOrder("v", descending: true)]] {
                let query = try prepare("c") { $0.orderBy = order }
                var rows = 0
                let statistics = try fixture.store.run(query) { _ in
                    rows += 1
                    return rows < 3
                }
                #expect(rows == 3)
                #expect(statistics.rows == 3)
            }
        }
    }

    @Test func sortingTooMuchIsRefusedAndALimitHelps() throws {
        var unlimited = RowSorter(
            wanted: nil, lease: MemoryLease(.unlimited, .queries))
        var limited = RowSorter(
            wanted: 3, lease: MemoryLease(.unlimited, .queries))
        let count = DocumentStoreLimits.sortBytesMax / (1 << 20) + 1
        expect(.exhausted) {
            for number in 0..<count { try unlimited.add(row(number)) }
        }
        for number in (0..<2_000).reversed() {
            try limited.add(row(number, padding: 100))
        }
        #expect(limited.take().map { $0.pathKey.bytes.last } == [0, 1, 2])
    }

    @Test func sortKeysTakeMemoryAndALimitHoldsFewOfThem() throws {
        let budget = MemoryBudget(bytes: 128 << 20)
        let limited = MemoryLease(budget, .queries)
        var some = RowSorter(wanted: 3, lease: limited)
        for number in (0..<500).reversed() { try some.add(row(number)) }
        #expect(limited.bytes < 8 << 20, "seven of a megabyte at most")
        var all = RowSorter(wanted: nil, lease: MemoryLease(budget, .queries))
        var refusal: Status?
        do throws(Status) {
            for number in 0..<64 { try all.add(row(number)) }
        } catch {
            refusal = error
        }
        #expect(refusal?.code == .resourceExhausted)
        #expect(refusal?.message.contains("--memory") == true)
        #expect(budget.used(.queries) <= budget.limit(.queries) / 4 * 3)
        #expect(some.take().map { $0.pathKey.bytes.last } == [0, 1, 2])
    }

    @Test(arguments: [(100, 32), (8_192, 32), (100_000, 2), (1 << 20, 1), (0, 32)])
    func documentsAreReadAheadByTheirSize(bytes: Int, next: Int) {
        var ahead = ReadAhead(documentsMax: 32)
        #expect(ahead.next == 2)
        for _ in 0..<4 { ahead.saw(bytes: bytes) }
        #expect(ahead.next == next)
        #expect(ReadAhead(documentsMax: 1).next == 1)
    }

    private func row(_ number: Int, padding: Int = 1 << 20) -> RowSorter.Row {
        RowSorter.Row(
            values: [UInt8](repeating: 7, count: padding)
                + [UInt8(number >> 8), UInt8(number & 255)],
            pathKey: [2, UInt8(number & 255)], depth: 1, descending: false)
    }

    @Test func collectionGroupsStepOverOtherCollections() throws {
        try withStore { fixture in
            var writes = (0..<3).map { set("t/\($0)/c/1", 1) }
            writes += (0..<3).flatMap { tenant in
                (0..<500).map { set("t/\(tenant)/big/\($0)", 1) }
            }
            writes += (0..<500).map { set("other/\($0)", 1) }
            try fixture.store.commit(writes)
            for descending in [false, true] {
                let query = try prepare("c", descendants: true) {
                    $0.orderBy = [QueryOrder("__name__", descending: descending)]
                }
                var paths: [String] = []
                let statistics = try fixture.store.run(query) { row in
                    paths.append(row.path.description)
                    return true
                }
                let expected = ["t/0/c/1", "t/1/c/1", "t/2/c/1"]
                #expect(paths == (descending ? expected.reversed() : expected))
                #expect(statistics.keysTouched < 20)
                #expect(statistics.documentsRead == 3)
            }
        }
    }

    @Test func namesBoundWhatIsRead() throws {
        try withStore { fixture in
            try fixture.store.commit((100..<900).map { set("c/\($0)", 1) })
            let query = try prepare("c") {
                $0.orderBy = [QueryOrder("__name__", descending: true)]
                $0.startAt = QueryCursor([reference("c/500")], before: false)
                $0.limit = 5
            }
            var ids: [String] = []
            let statistics = try fixture.store.run(query) { row in
                ids.append(row.path.id)
                return true
            }
            #expect(ids == ["499", "498", "497", "496", "495"])
            #expect(statistics.keysTouched <= 6)
        }
    }

    @Test func aggregationsFoldRowsAfterOverlayOffsetAndLimit() throws {
        try withStore { fixture in
            try fixture.store.commit((1...9).map { set("c/\($0)", UInt8($0)) })
            var received = StructuredAggregationQuery()
            received.query = StructuredQuery(
                collection: "c", where: .where("v", .greaterThan, 4), limit: 5)
            received.aggregations = [
                Aggregation(.count(upTo: nil)), Aggregation(.sum("v"), alias: "s"),
                Aggregation(.average("v")),
            ]
            let overlaid = try aggregate(fixture, received, QueryOptions(overlay: Doubling()))
            // 6, 8, 10, 12, 14 of the doubled values.
            #expect(overlaid == ["field_1": 5, "s": 50, "field_2": 10.0])
            let stored = try aggregate(fixture, received, QueryOptions())
            #expect(stored == ["field_1": 5, "s": 35, "field_2": 7.0])
        }
    }

    @Test func aCappedCountEndsAtItsCap() throws {
        try withStore { fixture in
            try fixture.store.commit((0..<500).map { set("c/\($0)", 1) })
            var received = StructuredAggregationQuery()
            received.query = StructuredQuery(collection: "c", where: .where("v", .equal, 1))
            received.aggregations = [Aggregation(.count(upTo: 7)), Aggregation(.count(upTo: 20))]
            let aggregation = try PreparedAggregation(
                received, parent: QueryCases.root, in: DatabaseName(project: "p"))
            let (result, statistics) = try fixture.store.aggregate(aggregation)
            #expect(result == ["field_1": 7, "field_2": 20])
            #expect(statistics.rows == 20)
            #expect(statistics.documentsRead <= 32)
        }
    }

    private func aggregate(
        _ fixture: StoreFixture, _ received: StructuredAggregationQuery, _ options: QueryOptions
    ) throws -> Fields {
        let aggregation = try PreparedAggregation(
            received, parent: QueryCases.root, in: DatabaseName(project: "p"))
        return try fixture.store.aggregate(aggregation, options: options).result
    }

    @Test func theNearestComeFirst() throws {
        try withStore { fixture in
            let store = fixture.store
            try store.commit(
                (0..<300).map { number in
                    let path = ResourcePath(uncheckedSegments: ["c", "\(number)"])
                    return write(path, ["v": .vector([Double(number), 1])])
                })
            var stage = FindNearest()
            stage.vectorField = "v"
            stage.queryVector = .vector([120.2, 1])
            stage.distanceMeasure = 1
            stage.limit = 3
            let query = try prepare("c") { $0.findNearest = stage }
            let rows = try store.rows(of: query)
            #expect(rows.map(\.path.id) == ["120", "121", "119"])
            #expect(rows.allSatisfy { ($0.distance ?? 9) < 2 })
        }
    }
}

func reference(_ path: String) -> Value {
    .reference("\(QueryCases.root)/\(path)")
}

/// A query of the root's collections called `collection`.
func prepare(
    _ collection: String, descendants: Bool = false, where filter: QueryFilter? = nil,
    _ change: (inout StructuredQuery) -> Void = { _ in }
) throws -> PreparedQuery {
    var query = StructuredQuery(
        collection: collection, allDescendants: descendants, where: filter)
    change(&query)
    return try QueryCases.prepare(query)
}
