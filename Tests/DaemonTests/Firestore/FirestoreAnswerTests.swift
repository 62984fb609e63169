import FirestoreModel
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// What programs that were written against Google's service look for in answers.
@Suite struct FirestoreAnswerTests {
    private func refused(
        _ code: StatusCode, _ words: String, _ location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        #expect(sourceLocation: location) { try body() } throws: { error in
            guard let error = error as? MirrorClientError else { return false }
            return error.code == code && error.message.contains(words)
        }
    }

    @Test func refusedWritesSayWhatGooglesServiceSays() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": 1])
            let (missing, present) = (tree.name("c/none"), tree.name("c/d"))
            let (noSuch, exists) = (
                "No document to update: \(missing)", "Document already exists: \(present)"
            )
            for write in [
                tree.update("c/none", ["a": 1], if: .exists(true)),
                tree.update("c/none", ["a": 1], mask: ["a"], if: .exists(true)),
                tree.delete("c/none", if: .exists(true)),
            ] {
                refused(.notFound, noSuch) { try tree.commit([write]) }
            }
            for write in [
                tree.update("c/d", ["a": 1], if: .exists(false)),
                tree.update("c/d", ["a": 1], mask: ["a"], if: .exists(false)),
            ] {
                refused(.alreadyExists, exists) { try tree.commit([write]) }
            }
            refused(.alreadyExists, exists) { _ = try tree.create("c", id: "d") }
            refused(.notFound, "Document \"\(missing)\" not found.") {
                _ = try tree.get("c/none")
            }
            var batch = BatchWriteRequest()
            batch.database = tree.database.name
            batch.writes = [tree.update("c/none", [:], if: .exists(true)).wireBytes]
            let reply: BatchWriteResponse = try tree.call("BatchWrite", batch)
            #expect(reply.status.first?.message == noSuch)
        }
    }

    @Test func aFutureUpdateTimeIsInvalidAndAPastOneFails() throws {
        try withTree { (tree) throws in
            let time = try tree.set("c/d", ["a": 1]).time
            let future = Precondition.updateTime(
                Timestamp(microseconds: time.microseconds + 3_600_000_000))
            let past = Precondition.updateTime(Timestamp(microseconds: time.microseconds - 1))
            for mask in [nil, ["a"]] {
                refused(.invalidArgument, "greater than the stored version") {
                    try tree.commit([tree.update("c/d", ["a": 2], mask: mask, if: future)])
                }
                refused(.failedPrecondition, "does not match the required base version") {
                    try tree.commit([tree.update("c/d", ["a": 2], mask: mask, if: past)])
                }
            }
            refused(.invalidArgument, "greater") {
                try tree.commit([tree.delete("c/d", if: future)])
            }
            refused(.failedPrecondition, "the stored version (0)") {
                try tree.commit([tree.delete("c/none", if: future)])
            }
            #expect(try tree.fields("c/d") == ["a": 1])
        }
    }

    @Test(arguments: ["c/__id0__", "c/__x__", "__id1__/d", "c/_____"])
    func reservedNamesAreRefusedEverywhere(path: String) throws {
        try withTree { (tree) throws in
            expect(.invalidArgument) { try tree.set(path, [:]) }
            expect(.invalidArgument) { try tree.commit([tree.delete(path)]) }
            expect(.invalidArgument) { _ = try tree.get(path) }
            expect(.invalidArgument) { _ = try tree.batchGet([path]) }
            let reference = Value.reference(tree.name(path))
            expect(.invalidArgument) { try tree.set("c/d", ["a": reference]) }
            expect(.invalidArgument) {
                _ = try tree.ids(
                    StructuredQuery(collection: "c", where: .where("a", .equal, reference)))
            }
        }
    }

    /// Every way to write: half a vector is never stored.
    @Test func noWayOfWritingLeavesHalfAVector() throws {
        try withTree { (tree) throws in
            let vector = Value.vector([1, 2])
            try tree.set("c/d", ["v": vector])
            let inner: Fields = ["v": ["model": "x"]]
            let set = tree.update("c/d", inner, mask: ["v.model"])
            let drop = tree.update("c/d", [:], mask: ["v.value"])
            try tree.commit([drop])
            #expect(try tree.fields("c/d") == ["v": vector])
            try tree.commit([set])
            #expect(try tree.fields("c/d") == inner)
            try tree.set("c/d", ["v": vector])
            var update = UpdateDocumentRequest()
            update.document = Document(name: tree.name("c/d"), fields: inner).wireBytes
            update.updateMask = maskBytes(["v.model"])
            let updated: Document = try tree.call("UpdateDocument", update)
            #expect(updated.fields == inner)
            try tree.set("c/d", ["v": vector])
            var batch = BatchWriteRequest()
            batch.database = tree.database.name
            batch.writes = [set.wireBytes]
            let _: BatchWriteResponse = try tree.call("BatchWrite", batch)
            #expect(try tree.fields("c/d") == inner)
            try tree.set("c/d", ["v": vector])
            let transaction = try tree.begin()
            try tree.commit([set], transaction: transaction)
            #expect(try tree.fields("c/d") == inner)
            expect(.invalidArgument) {
                try tree.set("c/d", ["v": ["__type__": "__vector__", "value": [1]]])
            }
        }
    }

    @Test func aMaskOfTheNameTestsForExistence() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": 1])
            let found = try tree.get("c/d", mask: ["__name__"])
            #expect(found.fields.isEmpty && found.updateTime != nil)
            #expect(try tree.get("c/d", mask: ["__name__", "a"]).fields == ["a": 1])
            expect(.notFound) { _ = try tree.get("c/none", mask: ["__name__"]) }
            let both = try tree.batchGet(["c/d", "c/none"]) { $0.mask = maskBytes(["__name__"]) }
            #expect(both.map { $0.found != nil } == [true, false])
            var list = ListDocumentsRequest()
            list.parent = tree.name("")
            list.collectionId = "c"
            list.mask = maskBytes(["__name__"])
            let listed: ListDocumentsResponse = try tree.call("ListDocuments", list)
            #expect(try listed.documents.map { try Document(wireBytes: $0).fields } == [[:]])
            var update = UpdateDocumentRequest()
            update.document = Document(name: tree.name("c/d"), fields: ["a": 2]).wireBytes
            update.mask = maskBytes(["__name__"])
            let updated: Document = try tree.call("UpdateDocument", update)
            #expect(updated.fields.isEmpty)
            for path in ["__x__", "a.__name__", "a..b", "*", "v.`__type__`"] {
                expect(.invalidArgument) { _ = try tree.get("c/d", mask: [path]) }
            }
        }
    }

    @Test func aListWithoutACollectionHasAllOfTheParent() throws {
        try withTree { (tree) throws in
            for path in [
                "p/x/b/1", "p/x/a/2", "p/x/a/1", "p/x/b/1/deep/1", "p/y/a/9", "p/x/d/m/c/1",
            ] {
                try tree.set(path, ["n": .integer(Int64(path.count))])
            }
            var request = ListDocumentsRequest()
            request.parent = tree.name("p/x")
            func names(_ change: (inout ListDocumentsRequest) -> Void) throws -> [String] {
                var (names, page) = ([String](), request)
                change(&page)
                repeat {
                    let reply: ListDocumentsResponse = try tree.call("ListDocuments", page)
                    names += try reply.documents.map {
                        String(try Document(wireBytes: $0).name.dropFirst(request.parent.count + 1))
                    }
                    page.pageToken = reply.nextPageToken
                } while !page.pageToken.isEmpty
                return names
            }
            let all = ["a/1", "a/2", "b/1"]
            #expect(try names { _ in } == all)
            #expect(try names { $0.pageSize = 1 } == all)
            #expect(try names { ($0.pageSize, $0.orderBy) = (2, "__name__") } == all)
            let down = try names { ($0.pageSize, $0.orderBy) = (1, "__name__ desc") }
            #expect(down == all.reversed())
            expect(.invalidArgument) { _ = try names { $0.orderBy = "n" } }
            expect(.invalidArgument) { _ = try names { $0.showMissing = true } }
            // As with a query that names no collection.
            #expect(try tree.ids(StructuredQuery(), parent: "p/x") == ["1", "2", "1"])
        }
    }

    @Test func aggregationsChooseTheRowsThatGooglesServiceDoes() throws {
        try withTree { (tree) throws in
            for (id, value) in [5, 1, 2, 9].enumerated() {
                try tree.set("n/\(id)", ["v": .integer(Int64(value))])
            }
            try tree.set("n/4", ["w": 1])
            let (sum, count) = (Aggregation(.sum("v")), Aggregation(.count(upTo: nil), alias: "n"))
            var query = StructuredQuery(collection: "n", limit: 2)
            #expect(try tree.aggregate(query, [sum, count]) == ["field_1": 3, "n": 2])
            query.offset = 3
            #expect(try tree.aggregate(query, [sum, count]) == ["field_1": 9, "n": 1])
            #expect(try tree.aggregate(query, [count]) == ["n": 2])
            query.orderBy = [QueryOrder("v", descending: true)]
            #expect(try tree.aggregate(query, [sum, count]) == ["field_1": 1, "n": 1])
            query.select = ["w"]
            refused(.invalidArgument, "property v is not present") {
                _ = try tree.aggregate(query, [sum])
            }
            refused(.invalidArgument, "Aggregation aliases contain duplicate alias: n.") {
                _ = try tree.aggregate(StructuredQuery(collection: "n"), [count, count])
            }
            // All collections, of which none is named.
            let all = StructuredQuery(collection: "", limit: 2)
            #expect(try tree.aggregate(all, [sum, count]) == ["field_1": 3, "n": 2])
        }
    }

    @Test func aPipelineNamesTheEditionItNeeds() throws {
        try withTree { (tree) throws in
            refused(.failedPrecondition, "Enterprise edition") {
                let _: [Blob] = try tree.stream("ExecutePipeline", Blob(bytes: []))
            }
        }
    }

    private func metrics(_ bytes: [UInt8]?) throws -> ExplainMetrics {
        try ExplainMetrics(wireBytes: try #require(bytes))
    }

    private func figure(_ name: String, _ metrics: ExplainMetrics) -> String? {
        let bill = metrics.execution?.debug.first { $0.name == "billing_details" }
        return bill?.parts.first { $0.name == name }?.text
    }

    @Test func everyPlanHasPropertiesAndAScope() throws {
        try withTree { (tree) throws in
            for number in 0..<12 {
                let number = Int64(number)
                let fields: Fields = ["a": .integer(number), "b": .integer(number % 3)]
                try tree.set("e/\(number + 10)", fields)
            }
            let byB = StructuredQuery(collection: "e", where: .where("b", .equal, 1))
            let name = Value.reference(tree.name("e/10"))
            let plans: [(StructuredQuery, String, String)] = [
                (StructuredQuery(collection: "e"), "Collection", "(__name__ ASC)"),
                (byB, "Collection", "(b ASC, __name__ ASC)"),
                (
                    StructuredQuery(
                        collection: "e", orderBy: [QueryOrder("a", descending: true)]),
                    "Collection", "(a DESC, __name__ DESC)"
                ),
                (
                    StructuredQuery(collection: "e", where: .where("__name__", .equal, name)),
                    "Collection", "(__name__ ASC)"
                ),
                (
                    StructuredQuery(collection: "e", where: .where("a", .in, [.null])),
                    "Collection", "(__name__ ASC)"
                ),
                (
                    StructuredQuery(collection: "e", allDescendants: true), "Collection group",
                    "(__name__ ASC)"
                ),
                (StructuredQuery(), "Collection", "(__name__ ASC)"),
            ]
            for (query, scope, properties) in plans {
                for options in [[], [0x08, 1]] as [[UInt8]] {
                    let replies = try tree.run(query) { $0.explainOptions = options }
                    let metrics = try metrics(replies.last?.explainMetrics)
                    for index in metrics.indexesUsed {
                        #expect(index.first { $0.name == "query_scope" }?.text == scope)
                        #expect(index.contains { $0.name == "properties" })
                    }
                    let first = metrics.indexesUsed.first?.first { $0.name == "properties" }
                    #expect(first?.text == properties)
                }
            }
        }
    }

    @Test func readOperationsAreWhatGoogleBills() throws {
        try withTree { (tree) throws in
            try tree.commit((0..<12).map { tree.update("e/\($0)", ["a": .integer(Int64($0))]) })
            func analyzed(_ query: StructuredQuery) throws -> ExplainMetrics {
                try metrics(tree.run(query) { $0.explainOptions = [0x08, 1] }.last?.explainMetrics)
            }
            var query = StructuredQuery(collection: "e", limit: 4)
            query.offset = 3
            let some = try analyzed(query)
            #expect(some.execution?.resultsReturned == 4 && some.execution?.readOperations == 7)
            #expect(figure("documents_billable", some) == "7")
            #expect(figure("min_query_cost", some) == "0")
            #expect(some.debug("documents_scanned") == "7")
            #expect(some.debug("index_entries_scanned") != nil)
            let none = try analyzed(
                StructuredQuery(collection: "e", where: .where("a", .equal, 99)))
            #expect(none.execution?.resultsReturned == 0 && none.execution?.readOperations == 1)
            #expect(figure("min_query_cost", none) == "1")
            try tree.commit((0..<500).map { tree.update("e/x\($0)", ["a": 1]) })
            try tree.commit((0..<500).map { tree.update("e/y\($0)", ["a": 1]) })
            for (aggregation, entries) in [
                (Aggregation(.count(upTo: nil)), 1012), (Aggregation(.sum("a")), 1012),
                (Aggregation(.count(upTo: 5)), 5),
            ] {
                var received = StructuredAggregationQuery()
                received.query = StructuredQuery(collection: "e")
                received.aggregations = [aggregation]
                var request = RunAggregationQueryRequest()
                request.parent = tree.name("")
                request.structuredAggregationQuery = received.wireBytes
                request.explainOptions = [0x08, 1]
                let replies: [RunAggregationQueryResponse] = try tree.stream(
                    "RunAggregationQuery", request)
                let metrics = try metrics(replies.last?.explainMetrics)
                #expect(metrics.execution?.resultsReturned == 1)
                #expect(metrics.execution?.readOperations == (entries > 1000 ? 2 : 1))
                #expect(figure("index_entries_billable", metrics) == "\(entries)")
                #expect(figure("documents_billable", metrics) == "0")
            }
        }
    }

    /// Names of Swift's cases are no words for people.
    @Test func noErrorTextHasTheNameOfACase() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", [:])
            var texts: [String] = []
            func note(_ body: () throws -> Void) {
                texts.append(failure(body)?.message ?? "")
            }
            let long = "c/" + String(repeating: "a", count: 1501)
            for path in ["__x__", "c/__id5x__", "c//d", "c/.", long] {
                note { _ = try tree.get(path) }
                note { try tree.set(path, [:]) }
            }
            let payloads: [[UInt8]] = [
                [0x0A, 2, 0xC3, 0x28], [0x0A, 0x7F, 0x61], [0x08, 1], [0xFF],
            ]
            for payload in payloads {
                note { let _: Blob = try tree.call("GetDocument", Blob(bytes: payload)) }
            }
            note { try tree.commit([tree.delete("c/d", if: .exists(false))]) }
            note { try tree.rollback([1, 2]) }
            #expect(texts.count == 16)
            let camel = /[a-z][A-Z]|\w\(offset|\w\(field/
            for text in texts {
                #expect(!text.isEmpty && text.firstMatch(of: camel) == nil, "\(text)")
            }
        }
    }
}
