import MirrorClient
import ClientTestSupport
import FirestoreModel
import JSON
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct QueryCommandTests {
    private static func document(_ id: String) -> Document {
        Document(name: MirrorClient.databaseRoot + "/shop/\(id)", fields: ["id": .string(id)])
    }

    /// Runs `words` against a daemon whose every query has the documents `ids`.
    private func run(
        _ words: [String], ids: [String] = ["a", "b"], metrics: [UInt8]? = nil
    ) throws -> (run: ToolRun, requests: [RunQueryRequest]) {
        let requests = Recorder<RunQueryRequest>()
        let query = FakeDaemon.stream(FirestoreMethod.runQuery) {
            (request: RunQueryRequest) throws(Status) -> [RunQueryResponse] in
            requests.add(request)
            let limit = (try? StructuredQuery(wireBytes: request.structuredQuery ?? []))?.limit
            var replies = ids.prefix(Int(limit ?? .max)).map { id in
                var reply = RunQueryResponse()
                reply.document = Self.document(id).wireBytes
                return reply
            }
            var last = RunQueryResponse()
            last.explainMetrics = metrics
            replies.append(last)
            return replies
        }
        let run = try FakeDaemon.serving([query]) { ToolRun.run(words, socket: $0) }
        return (run, requests.all)
    }

    private func query(_ request: RunQueryRequest?) throws -> StructuredQuery {
        try StructuredQuery(wireBytes: try #require(request?.structuredQuery))
    }

    @Test func argumentsBecomeAQuery() throws {
        let (run, requests) = try run([
            "query", "tenants/acme/orders", "--where", "total >= 10", "--where", "status == new",
            "--order-by", "total:desc", "--order-by", "at", "--select", "total", "--limit", "7",
            "--offset", "2",
        ])
        #expect(run.code == .ok)
        #expect(requests.first?.parent == MirrorClient.databaseRoot + "/tenants/acme")
        var wanted = StructuredQuery(
            collection: "orders",
            where: .and([
                .where("total", .greaterThanOrEqual, 10), .where("status", .equal, "new"),
            ]),
            orderBy: [QueryOrder("total", descending: true), QueryOrder("at")], limit: 8)
        wanted.select = ["total"]
        wanted.offset = 2
        #expect(try query(requests.first) == wanted)
    }

    @Test func groupsAndAlternatives() throws {
        let (_, requests) = try run([
            "query", "items", "--group", "--any", "--where", "a == 1", "--where", "__name__ < x/y",
            "--json",
        ])
        let name = MirrorClient.databaseRoot + "/x/y"
        let wanted = StructuredQuery(
            collection: "items", allDescendants: true,
            where: .or([
                .where("a", .equal, 1), .where("__name__", .lessThan, .reference(name)),
            ]))
        #expect(try query(requests.first) == wanted)
        #expect(requests.first?.parent == MirrorClient.databaseRoot)
    }

    @Test func idsAreThoseOfTheCollectionAndItsDatabase() throws {
        let (_, requests) = try run([
            "query", "a/b/items", "--where", "__name__ == x", "--database", "other", "--json",
        ])
        let name = "projects/posmirror/databases/other/documents/a/b/items/x"
        #expect(
            try query(requests.first).filter == .where("__name__", .equal, .reference(name)))
        #expect(try run(["query", "a/b/items", "--where", "__name__ == x/y/z"]).run.code == .usage)
    }

    @Test func aLimitedResultSaysThatThereIsMore() throws {
        let two = try run(["query", "shop", "--limit", "2"], ids: ["a", "b", "c"])
        #expect(two.run.standard.contains("/shop/b") && !two.run.standard.contains("/shop/c"))
        #expect(two.run.error.hasPrefix("there are more"))
        let all = try run(["query", "shop", "--limit", "3"], ids: ["a", "b", "c"])
        #expect(all.run.standard.contains("/shop/c"))
        #expect(all.run.error.isEmpty)
        #expect(try run(["query", "shop"], ids: []).run.error == "no documents in the result\n")
    }

    @Test func jsonIsOneArray() throws {
        for count in [0, 1, 3] {
            let ids = (0..<count).map { "d\($0)" }
            let (run, requests) = try run(["query", "shop", "--json"], ids: ids)
            guard case .array(let items) = try JSONParser.parse(Array(run.standard.utf8)) else {
                return #expect(Bool(false), "no array")
            }
            #expect(items.count == count)
            #expect(try query(requests.first).limit == nil)
        }
    }

    private static let metrics: [UInt8] = {
        var metrics = ExplainMetrics()
        metrics.indexesUsed = [
            [.init("query_scope", "Collection"), .init("properties", "(n ASC)")]
        ]
        var execution = ExplainMetrics.Execution()
        execution.resultsReturned = 2
        execution.readOperations = 2
        execution.durationNanoseconds = 1_500_000
        execution.debug = [.init("keys_touched", "1234")]
        metrics.execution = execution
        return metrics.wireBytes
    }()

    @Test func anExplainedQueryShowsWhatItCost() throws {
        let words = ["query", "shop", "--explain"]
        let (run, requests) = try run(words, metrics: Self.metrics)
        #expect(requests.first?.explainOptions == [0x08, 0x01])
        #expect(run.standard.hasPrefix("query scope Collection, properties (n ASC)\n"))
        for text in ["documents", "2", "1.5 ms", "keys touched", "1,234"] {
            #expect(run.standard.contains(text))
        }
        let json = try self.run(words + ["--json"], metrics: Self.metrics).run.standard
        let value = try JSONParser.parse(Array(json.utf8))
        #expect(value["execution_stats"]?["results_returned"] == .number("2"))
        #expect(value["execution_stats"]?["execution_ms"] == .number("1.5"))
        let debug = value["execution_stats"]?["debug_stats"]
        #expect(debug?["keys_touched"] == .number("1234"))
    }

    @Test func aCountIsANumber() throws {
        let requests = Recorder<RunAggregationQueryRequest>()
        let method = FakeDaemon.stream(FirestoreMethod.runAggregationQuery) {
            (request: RunAggregationQueryRequest) throws(Status)
                -> [RunAggregationQueryResponse] in
            requests.add(request)
            var reply = RunAggregationQueryResponse()
            reply.result = Document(name: "", fields: ["count": 12_345]).wireBytes
            return [reply]
        }
        let runs = try FakeDaemon.serving([method]) { socket in
            [[], ["--json"]].map { options in
                ToolRun.run(["count", "shop", "--where", "a > 1"] + options, socket: socket)
            }
        }
        #expect(runs.map(\.standard) == ["12345\n", "{\"count\":12345}\n"])
        let request = try #require(requests.all.first?.structuredAggregationQuery)
        let aggregation = try StructuredAggregationQuery(wireBytes: request)
        #expect(aggregation.query?.filter == .where("a", .greaterThan, 1))
        #expect(aggregation.aggregations == [Aggregation(.count(upTo: nil), alias: "count")])
    }

    @Test(arguments: [
        ["query", "shop/a"], ["query", "shop", "--where", "a"],
        ["query", "shop", "--select", "a b"],
        ["query", "shop", "--order-by", "a:down"], ["query", "shop", "--limit", "0"],
        ["count", "shop/a"], ["query", "shop", "--offset", "-1"],
    ])
    func wrongArgumentsAreToldBeforeAnythingIsAsked(words: [String]) {
        let run = ToolRun.run(words)
        #expect(run.code == .usage)
        #expect(run.standard.isEmpty)
    }
}
