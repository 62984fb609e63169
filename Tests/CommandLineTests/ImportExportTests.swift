import MirrorClient
import ClientTestSupport
import FirestoreModel
import Glibc
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct ImportExportTests {
    private func document(_ path: String, _ fields: Fields) -> Document {
        Document(
            name: MirrorClient.databaseRoot + "/\(path)", fields: fields,
            createTime: Timestamp(seconds: 1), updateTime: Timestamp(seconds: 2))
    }

    private func export(
        _ words: [String], _ documents: [Document]
    ) throws -> (run: ToolRun, requests: [RunQueryRequest]) {
        let requests = Recorder<RunQueryRequest>()
        let query = FakeDaemon.stream(FirestoreMethod.runQuery) {
            (request: RunQueryRequest) throws(Status) -> [RunQueryResponse] in
            requests.add(request)
            return documents.map { document in
                var reply = RunQueryResponse()
                reply.document = document.wireBytes
                return reply
            }
        }
        let get = FakeDaemon.unary(FirestoreMethod.getDocument) {
            (_: GetDocumentRequest) throws(Status) -> Document in
            throw Status(.notFound, "no document")
        }
        let run = try FakeDaemon.serving([query, get]) {
            ToolRun.run(["export"] + words, socket: $0)
        }
        return (run, requests.all)
    }

    /// Runs `import` of `text`; the daemon refuses documents whose field `bad` is true.
    private func `import`(
        _ text: String, _ options: [String] = []
    ) throws -> (run: ToolRun, commits: [[Write]]) {
        let file = "/tmp/posmirror-test-\(String(SystemRandom.uint64(), radix: 36)).jsonl"
        let stream = try #require(fopen(file, "w"))
        defer { unlink(file) }
        #expect(fputs(text, stream) >= 0)
        fclose(stream)
        let commits = Recorder<[Write]>()
        let method = FakeDaemon.unary(FirestoreMethod.commit) {
            (request: CommitRequest) throws(Status) -> CommitResponse in
            let writes = request.writes.compactMap { try? Write(wireBytes: $0) }
            let isBad = writes.contains {
                if case .update(let document) = $0.operation {
                    document.fields["bad"] == true
                } else {
                    true
                }
            }
            if isBad { throw Status(.failedPrecondition, "bad is bad") }
            commits.add(writes)
            return CommitResponse()
        }
        let run = try FakeDaemon.serving([method]) {
            ToolRun.run(["import", file] + options, socket: $0)
        }
        return (run, commits.all)
    }

    @Test func documentsBecomeLines() throws {
        let (run, requests) = try export(
            ["/"], [document("a/b", ["x": 1]), document("a/b/c/d", ["y": .bytes([1])])])
        #expect(run.code == .ok)
        #expect(
            run.standard == """
                {"name":"a/b","fields":{"x":{"integerValue":"1"}}}
                {"name":"a/b/c/d","fields":{"y":{"bytesValue":"AQ=="}}}

                """)
        let query = try StructuredQuery(wireBytes: try #require(requests.first?.structuredQuery))
        #expect(query == StructuredQuery(collection: "", allDescendants: true))
    }

    @Test func aCollectionIsARangeOfNames() throws {
        let (_, requests) = try export(["a/b/c"], [document("a/b/c/d", [:])])
        #expect(requests.first?.parent == MirrorClient.databaseRoot + "/a/b")
        let query = try StructuredQuery(wireBytes: try #require(requests.first?.structuredQuery))
        let root = MirrorClient.databaseRoot + "/a/b"
        let first = "__id-9223372036854775808__"
        #expect(
            query.filter
                == .and([
                    .where("__name__", .greaterThanOrEqual, .reference("\(root)/c/\(first)")),
                    .where("__name__", .lessThan, .reference("\(root)/c\0/\(first)")),
                ]))
    }

    @Test func derivedFieldsAndCredentialsStayBehind() throws {
        let item = document(
            "tenants/acme/publicViews/products/items/alleaves_1",
            ["price": 5.0, "isOnSale": true, "salePrice": 4.0, "saleEndsAt": .null])
        let location = document("locations/main", ["posConfig": ["pin": "1-secret"]])
        let hidden = try export(["/"], [item, location]).run.standard
        #expect(hidden.contains("\"fields\":{\"price\":{\"doubleValue\":5.0}}}\n"))
        #expect(hidden.contains("[redacted]") && !hidden.contains("secret"))
        let shown = try export(["/", "--with-credentials"], [item, location]).run.standard
        #expect(shown.contains("1-secret"))
        let refused = try `import`(hidden)
        #expect(refused.run.code == .failed)
        #expect(refused.run.error.hasPrefix("posmirror: line 2: locations/main: posConfig.pin"))
        #expect(refused.commits.map(\.count) == [1])
    }

    @Test func nothingToExportIsNotFound() throws {
        let run = try export(["a/b"], []).run
        #expect(run.code == .notFound)
        #expect(run.error == "posmirror: nothing at a/b\n")
    }

    @Test func linesBecomeCommits() throws {
        let lines = (1...1201).map { "{\"name\":\"a/d\($0)\",\"fields\":{}}\n" }.joined()
        let (run, commits) = try `import`(lines, ["--json", "--database", "archive"])
        #expect(run.standard == "{\"imported\":1201}\n")
        #expect(commits.map(\.count) == [500, 500, 201])
        guard case .update(let document)? = commits.last?.last?.operation else {
            return #expect(Bool(false), "no update")
        }
        #expect(document.name == "projects/posmirror/databases/archive/documents/a/d1201")
    }

    @Test func largeDocumentsMakeSmallerCommits() throws {
        let text = String(repeating: "x", count: 700_000)
        let lines = (1...7).map {
            "{\"name\":\"a/d\($0)\",\"fields\":{\"t\":{\"stringValue\":\"\(text)\"}}}"
        }
        let (run, commits) = try `import`(lines.joined(separator: "\n"))
        #expect(run.standard.hasPrefix("imported 7 documents in "))
        #expect(commits.map(\.count) == [3, 3, 1])
    }

    @Test func aRefusedDocumentIsNamedByItsLine() throws {
        let lines = (1...10).map { number in
            let fields = number == 7 ? #"{"bad":{"booleanValue":true}}"# : "{}"
            return "\n{\"name\":\"a/d\(number)\",\"fields\":\(fields)}"
        }
        let (run, commits) = try `import`(lines.joined(separator: "\n"))
        #expect(run.code == .failed)
        #expect(
            run.error == "posmirror: line 14: bad is bad;"
                + " 6 documents before it were imported\n")
        #expect(commits.flatMap { $0 }.count == 6)
    }

    @Test(arguments: [
        ("{nonsense}", "malformed JSON at byte 1"), ("{\"name\":\"a\",\"fields\":{}}", "name: "),
        ("{\"fields\":{}}", "name: "), ("{\"name\":\"a/b\",\"fields\":{\"x\":1}}", "value"),
        ("{\"name\":\"a/b\",\"more\":{}}", "unknown member"),
    ])
    func aMalformedLineIsNamed(line: String, message: String) throws {
        let (run, commits) = try `import`("{\"name\":\"a/b\",\"fields\":{}}\n\(line)\n")
        #expect(run.code == .failed)
        #expect(run.error.hasPrefix("posmirror: line 2: "))
        #expect(run.error.contains(message))
        #expect(run.error.hasSuffix("1 document before it was imported\n"))
        #expect(commits.map(\.count) == [1])
    }

    @Test func whatListPrintsIsTaken() throws {
        let json = String(decoding: document("a/b", ["x": 1]).json, as: UTF8.self)
        let commits = try `import`(json).commits
        guard case .update(let document)? = commits.first?.first?.operation else {
            return #expect(Bool(false), "no update")
        }
        #expect(document.name == MirrorClient.databaseRoot + "/a/b")
    }

    @Test func aFileThatIsNotThereIsAUsageError() {
        let run = ToolRun.run(["import", "/tmp/posmirror-test-no-file"])
        #expect(run.code == .usage)
    }
}
