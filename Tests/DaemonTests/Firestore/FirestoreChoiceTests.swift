import FirestoreModel
import MirrorMessages
import Testing

/// Where Google's documents, service and emulator differ: what this daemon does, C1 to C15 of
/// Protocol/firestore.md.
@Suite struct FirestoreChoiceTests {
    private let field = StructuredQuery(collection: "c")

    private func query(_ filter: QueryFilter) -> StructuredQuery {
        StructuredQuery(collection: "c", where: filter)
    }

    /// Documents with `v`: 0 null, 1 NaN, 2 one, 3 "1", 4 without it.
    private func withValues(_ body: (FirestoreTree) throws -> Void) throws {
        try withTree { (tree) throws in
            let values: [Value?] = [.null, .double(.nan), 1, "1", nil]
            try tree.commit(
                values.enumerated().map { index, value in
                    tree.update("c/\(index)", value.map { ["v": $0] } ?? [:])
                })
            try body(tree)
        }
    }

    @Test func c1RawComparisonsWithNullAndNaN() throws {
        try withValues { (tree) throws in
            #expect(try tree.ids(query(.where("v", .equal, .null))) == [])
            #expect(try tree.ids(query(.where("v", .equal, .double(.nan)))) == [])
            #expect(try tree.ids(query(.where("v", .notEqual, .null))) == [])
            #expect(try tree.ids(query(.where("v", .notEqual, .double(.nan)))) == ["1", "2", "3"])
            #expect(try tree.ids(query(.where("v", .isNull))) == ["0"])
            #expect(try tree.ids(query(.where("v", .isNaN))) == ["1"])
            #expect(try tree.ids(query(.where("v", .isNotNull))) == ["1", "2", "3"])
            #expect(try tree.ids(query(.where("v", .isNotNaN))) == ["2", "3"])
        }
    }

    @Test func c2NotInNaNKeepsNaN() throws {
        try withValues { (tree) throws in
            #expect(
                try tree.ids(query(.where("v", .notIn, [.double(.nan)]))) == ["1", "2", "3"])
        }
    }

    @Test func c3ACursorHasNoMoreValuesThanOrders() throws {
        try withValues { (tree) throws in
            var query = query(.where("v", .greaterThan, 0))
            query.startAt = QueryCursor([1], before: true)
            expect(.invalidArgument) { _ = try tree.ids(query) }
            query.orderBy = [QueryOrder("v")]
            #expect(try tree.ids(query) == ["2"])
        }
    }

    @Test func c4NamesAloneMayDescend() throws {
        try withValues { (tree) throws in
            let down = StructuredQuery(
                collection: "c", orderBy: [QueryOrder("__name__", descending: true)])
            #expect(try tree.ids(down) == ["4", "3", "2", "1", "0"])
        }
    }

    @Test func c5OneArrayTestADisjunction() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": [1], "b": [2]])
            let (a, b) = (
                QueryFilter.where("a", .arrayContains, 1),
                QueryFilter.where("b", .arrayContainsAny, [2])
            )
            expect(.invalidArgument) { _ = try tree.ids(query(.and([a, b]))) }
            #expect(try tree.ids(query(.or([a, b]))) == ["d"])
        }
    }

    @Test func c6FourUnderscoresAreAnId() throws {
        try withTree { (tree) throws in
            #expect(try tree.create("c", id: "____").name == tree.name("c/____"))
            expect(.invalidArgument) { _ = try tree.create("c", id: "_____") }
        }
    }

    @Test func c7AnEndedTransactionIsAborted() throws {
        try withTree { (tree) throws in
            let transaction = try tree.begin()
            try tree.commit([], transaction: transaction)
            expect(.aborted) {
                try tree.commit([tree.update("c/d", [:])], transaction: transaction)
            }
        }
    }

    @Test func c8AnEmptySelectIsEveryField() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": 1, "b": 2])
            var query = field
            query.select = []
            #expect(try tree.documents(query)[0].fields == ["a": 1, "b": 2])
        }
    }

    @Test func c9NobodyWaitsForATransaction() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["v": 1])
            let transaction = try tree.begin()
            #expect(try tree.fields("c/d", transaction: transaction) == ["v": 1])
            // The writer outside goes through; whoever read before is the one to run again.
            try tree.set("c/d", ["v": 2])
            expect(.aborted) {
                try tree.commit([tree.update("c/d", ["v": 3])], transaction: transaction)
            }
            #expect(try tree.fields("c/d") == ["v": 2])
        }
    }

    @Test func c10ADocumentHasAMebibyte() throws {
        try withTree { (tree) throws in
            // Name 16 + "c" 2 + "d" 2, 32 for itself, twice "a" 2 + text + 1.
            let half = (1_048_576 - 20 - 32 - 6) / 2
            let text = String(repeating: "x", count: half)
            try tree.set("c/d", ["a": .string(text), "b": .string(text)])
            expect(.invalidArgument) {
                try tree.set("c/d", ["a": .string(text), "b": .string(text + "xx")])
            }
            expect(.invalidArgument) {
                try tree.set("c/d", ["a": .string(String(repeating: "x", count: 1_048_488))])
            }
        }
    }

    @Test func c11ACompositeFilterHasParts() throws {
        try withTree { (tree) throws in
            expect(.invalidArgument) { _ = try tree.ids(query(.and([]))) }
            expect(.invalidArgument) { _ = try tree.ids(query(.or([]))) }
        }
    }

    @Test func c12ACountIsNotCappedAtZero() throws {
        try withTree { (tree) throws in
            expect(.invalidArgument) {
                _ = try tree.aggregate(field, [Aggregation(.count(upTo: 0))])
            }
        }
    }

    @Test func c13CollectionGroupsBelowADocument() throws {
        try withTree { (tree) throws in
            try tree.set("a/x/b/y/g/1", ["v": 1])
            try tree.set("g/2", ["v": 1])
            let group = StructuredQuery(
                collection: "g", allDescendants: true, where: .where("v", .equal, 1))
            #expect(try tree.ids(group, parent: "a/x") == ["1"])
        }
    }

    @Test func c14SkippedResultsAreToldOnce() throws {
        try withValues { (tree) throws in
            var query = field
            query.offset = 2
            #expect(try tree.run(query).map(\.skippedResults) == [2, 0, 0])
            query.offset = 9
            #expect(try tree.run(query).map(\.skippedResults) == [5])
        }
    }

    @Test func c15DuplicatesOfABatchAreDropped() throws {
        try withTree { (tree) throws in
            try tree.set("c/a", [:])
            let responses = try tree.batchGet(["c/a", "c/b", "c/a", "c/b"])
            #expect(responses.map { $0.found != nil } == [true, false])
        }
    }
}
