import FirestoreModel
import MirrorMessages
import Testing

/// Cases 27 to 39 of Protocol/firestore.md, and the shape of a query's answer.
@Suite struct FirestoreQueryTests {
    /// Fills collection `c` with documents 0, 1, … that hold `v`; nil has no field.
    private func fill(_ tree: FirestoreTree, _ values: [Value?]) throws {
        try tree.commit(
            values.enumerated().map { index, value in
                tree.update("c/\(index)", value.map { ["v": $0] } ?? [:])
            })
    }

    private func query(_ filter: QueryFilter? = nil, by order: QueryOrder...) -> StructuredQuery {
        StructuredQuery(collection: "c", where: filter, orderBy: order)
    }

    @Test func case27EveryTypeHasItsPlace() throws {
        try withTree { (tree) throws in
            let ascending: [Value] = [
                .null, true, .double(.nan), .double(-.infinity), 1,
                .timestamp(Timestamp(seconds: 1)), "a", .bytes([1]),
                .reference(tree.name("c/0")), .geoPoint(latitude: 1, longitude: 2), [],
                .vector([1]), [:],
            ]
            try tree.commit(
                ascending.enumerated().map { index, value in
                    // Names against the order, so that it is not theirs.
                    tree.update("c/\(99 - index)", ["v": value])
                })
            let up = try tree.documents(query(by: QueryOrder("v")))
            #expect(up.map { $0.fields["v"] } == ascending)
            let down = try tree.documents(query(by: QueryOrder("v", descending: true)))
            #expect(down.map { $0.fields["v"] } == ascending.reversed())
        }
    }

    static let filters: [(name: String, values: [Value?], filter: QueryFilter, ids: [String])] = [
        (
            "28", [6, "7", .double(.nan), .null, 5.5, [9]], .where("v", .greaterThan, 5),
            ["4", "0"]
        ),
        ("29", [1, 1.0, true, "1"], .where("v", .equal, 1), ["0", "1"]),
        ("31", [nil, .null, .double(.nan), 1, "a"], .where("v", .notEqual, 1), ["2", "4"]),
        ("32", [1, 2, "a", .null, nil], .where("v", .notIn, [1, .null]), []),
        (
            "33", [1, .null, .double(.nan), 2, 1.0], .where("v", .in, [.null, 1, .double(.nan)]),
            ["0", "4"]
        ),
    ]

    @Test func case28To33FiltersChooseByTypeAndValue() throws {
        try withTree { (tree) throws in
            for (name, values, filter, ids) in Self.filters {
                try fill(tree, values)
                #expect(try tree.ids(query(filter)) == ids, "case \(name)")
                try tree.commit(values.indices.map { tree.delete("c/\($0)") })
            }
        }
    }

    @Test func case30NumbersAreOnOneLine() throws {
        try withTree { (tree) throws in
            let (integer, double) = (Int64(9_007_199_254_740_992), 9_007_199_254_740_992.0)
            try fill(tree, [.integer(integer + 1), .integer(integer), .double(double)])
            #expect(try tree.ids(query(by: QueryOrder("v"))) == ["1", "2", "0"])
        }
    }

    @Test func case34AnOrderedFieldMustBeThere() throws {
        try withTree { (tree) throws in
            try tree.set("c/only", ["b": 2])
            try tree.set("c/both", ["a": 5, "b": 2])
            let either = QueryFilter.or([.where("b", .equal, 2), .where("a", .lessThan, 2)])
            #expect(try tree.ids(query(either)) == ["both"])
        }
    }

    @Test func case35And36OrderAndCursors() throws {
        try withTree { (tree) throws in
            try tree.set("c/x", ["a": 1])
            try tree.set("c/y", ["a": 1])
            #expect(try tree.ids(query(by: QueryOrder("a", descending: true))) == ["y", "x"])
            try tree.commit(["x", "y"].map { tree.delete("c/\($0)") })
            try fill(tree, [1, 2, 2, 3])
            var after = query(by: QueryOrder("v"))
            after.startAt = QueryCursor([2], before: false)
            #expect(try tree.ids(after) == ["3"])
        }
    }

    @Test func case37DisjunctionsAreCounted() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": 1, "b": 2])
            let list = { (count: Int64) in Value.array((0..<count).map { .integer($0) }) }
            let both = { (second: Int64) in
                query(.and([.where("a", .in, list(10)), .where("b", .in, list(second))]))
            }
            expect(.invalidArgument) { _ = try tree.ids(both(4)) }
            #expect(try tree.ids(both(3)) == ["d"])
        }
    }

    @Test func case38And39SumsAndCounts() throws {
        try withTree { (tree) throws in
            let sum = [Aggregation(.sum("v"), alias: "s")]
            try fill(tree, [.integer(.max), 1, -1])
            #expect(try tree.aggregate(query(), sum) == ["s": .integer(.max)])
            try tree.commit([tree.delete("c/2")])
            #expect(try tree.aggregate(query(), sum) == ["s": 9_223_372_036_854_775_808.0])
            try fill(tree, [1, "s", nil])
            #expect(
                try tree.aggregate(
                    query(), [Aggregation(.count(upTo: nil)), Aggregation(.sum("v"))])
                    == ["field_1": 2, "field_2": 1])
            #expect(
                try tree.aggregate(
                    query(), [Aggregation(.count(upTo: 2)), Aggregation(.count(upTo: nil))])
                    == ["field_1": 2, "field_2": 3])
            #expect(
                try tree.aggregate(query(), [Aggregation(.average("v"), alias: "mean")])
                    == ["mean": 1.0])
        }
    }

    @Test func rowsCarryOneReadTimeAndTheLastSaysSo() throws {
        try withTree { (tree) throws in
            try fill(tree, [1, 2, 3, 4])
            var page = query(by: QueryOrder("v"))
            page.offset = 2
            let responses = try tree.run(page)
            #expect(responses.map(\.done) == [nil, true])
            #expect(responses.map(\.skippedResults) == [2, 0])
            #expect(Set(responses.compactMap { $0.readTime?.microseconds }).count == 1)
            let none = try tree.run(query(.where("v", .equal, 9)))
            #expect(none.count == 1 && none[0].document == nil && none[0].readTime != nil)
        }
    }

    @Test func projectionsAndNamesOnly() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": ["b": 1, "c": 2], "e": 3])
            var query = query()
            query.select = ["a.b", "nope"]
            #expect(try tree.documents(query)[0].fields == ["a": ["b": 1]])
            query.select = ["__name__"]
            let bare = try tree.documents(query)[0]
            #expect(bare.fields == [:] && bare.name == tree.name("c/d"))
            #expect(bare.updateTime != nil)
        }
    }

    @Test func collectionGroupsReachEveryLevelBelowTheParent() throws {
        try withTree { (tree) throws in
            for path in ["g/1", "a/x/g/2", "a/x/b/y/g/3", "a/z/g/4", "other/x/h/5"] {
                try tree.set(path, ["v": 1])
            }
            let group = StructuredQuery(collection: "g", allDescendants: true)
            #expect(try tree.ids(group) == ["3", "2", "4", "1"])
            #expect(try tree.ids(group, parent: "a/x") == ["3", "2"])
            #expect(try tree.ids(StructuredQuery(collection: "g")) == ["1"])
            let all = StructuredQuery(collection: "", allDescendants: true)
            #expect(try tree.ids(all, parent: "a/x") == ["3", "2"])
        }
    }

    @Test func nearestVectorsComeFirst() throws {
        try withTree { (tree) throws in
            try fill(tree, [.vector([3, 0]), .vector([1, 0]), .vector([1, 0, 0]), "no", nil])
            var query = query()
            var nearest = FindNearest()
            nearest.vectorField = "v"
            nearest.queryVector = .vector([0, 0])
            nearest.distanceMeasure = 1
            nearest.limit = 5
            nearest.distanceResultField = "far"
            query.findNearest = nearest
            let documents = try tree.documents(query)
            #expect(documents.map { $0.fields["far"] } == [1.0, 3.0])
        }
    }

    @Test func explainSaysWhatWasTouched() throws {
        try withTree { (tree) throws in
            try fill(tree, (0..<40).map { .integer(Int64($0 % 4)) })
            let filter = query(.where("v", .equal, 1))
            let planned = try tree.run(filter) { $0.explainOptions = [] }
            #expect(planned.count == 1 && planned[0].document == nil)
            let plan = try ExplainMetrics(wireBytes: try #require(planned[0].explainMetrics))
            #expect(!plan.indexesUsed.isEmpty && plan.execution == nil)
            let analyzed = try tree.run(filter) { $0.explainOptions = [0x08, 1] }
            #expect(analyzed.compactMap(\.document).count == 10)
            let metrics = try ExplainMetrics(
                wireBytes: try #require(analyzed.last?.explainMetrics))
            #expect(metrics.execution?.resultsReturned == 10)
            #expect(Int(metrics.debug("keys_touched") ?? "") ?? 0 >= 10)
        }
    }

    @Test func partitionsSplitACollectionGroup() throws {
        try withTree { (tree) throws in
            for start in stride(from: 0, to: 300, by: 100) {
                try tree.commit(
                    (start..<start + 100).map { tree.update("a/\($0 % 7)/g/\($0)", ["v": 1]) })
            }
            var request = PartitionQueryRequest()
            request.parent = tree.name("")
            request.structuredQuery =
                StructuredQuery(
                    collection: "g", allDescendants: true, orderBy: [QueryOrder("__name__")]
                ).wireBytes
            request.partitionCount = 5
            let response: PartitionQueryResponse = try tree.call("PartitionQuery", request)
            let cursors = try response.partitions.map { try QueryCursor(wireBytes: $0) }
            #expect(cursors.count == 5)
            var counts: [Int] = []
            for index in 0...cursors.count {
                var part = StructuredQuery(
                    collection: "g", allDescendants: true, orderBy: [QueryOrder("__name__")])
                part.startAt = index > 0 ? cursors[index - 1] : nil
                part.endAt = index < cursors.count ? cursors[index] : nil
                counts.append(try tree.ids(part).count)
            }
            #expect(counts.reduce(0, +) == 300)
            #expect(counts.allSatisfy { (20...80).contains($0) }, "\(counts)")
            request.pageSize = 2
            var paged: [[UInt8]] = []
            repeat {
                let page: PartitionQueryResponse = try tree.call("PartitionQuery", request)
                paged += page.partitions
                request.pageToken = page.nextPageToken
            } while !request.pageToken.isEmpty
            #expect(paged == response.partitions)
            request.structuredQuery = query(.where("v", .equal, 1)).wireBytes
            expect(.invalidArgument) {
                let _: PartitionQueryResponse = try tree.call("PartitionQuery", request)
            }
        }
    }
}
