import MirrorClient
import ClientTestSupport
import FirestoreModel
import JSON
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct DocumentCommandTests {
    private static let location = Document(
        name: MirrorClient.databaseRoot + "/locations/main",
        fields: [
            "orgId": "acme", "timezone": "America/New_York",
            "posConfig": [
                "provider": "alleaves", "status": "active", "username": "u-secret",
                "password": "p-secret", "pin": "1-secret", "apiKey": .null,
            ],
        ],
        createTime: Timestamp(seconds: 1), updateTime: Timestamp(seconds: 2))

    private static let get = FakeDaemon.unary(FirestoreMethod.getDocument) {
        (_: GetDocumentRequest) throws(Status) -> Document in location
    }

    private static func list(_ count: Int) -> RPCMethod {
        FakeDaemon.unary(FirestoreMethod.listDocuments) {
            (request: ListDocumentsRequest) throws(Status) -> ListDocumentsResponse in
            let start = Int(request.pageToken) ?? 0
            let end = min(count, start + min(2, Int(request.pageSize)))
            var reply = ListDocumentsResponse()
            reply.documents = (start..<end).map { _ in location.wireBytes }
            reply.nextPageToken = end < count ? "\(end)" : ""
            return reply
        }
    }

    private func run(_ words: [String], _ method: RPCMethod) throws -> ToolRun {
        try FakeDaemon.serving([method]) { ToolRun.run(words, socket: $0) }
    }

    @Test func aDocumentIsPrintedInItsRESTForm() throws {
        let run = try run(["get", "locations/main", "--json"], Self.get)
        let json = try JSONParser.parse(Array(run.standard.utf8))
        #expect(json["name"] == .string(Self.location.name))
        #expect(json["fields"]?["orgId"]?["stringValue"] == .string("acme"))
        #expect(json["createTime"] == .string("1970-01-01T00:00:01Z"))
        #expect(run.standard.split(separator: "\n").count == 1)
    }

    @Test func withoutJSONTheDocumentIsIndented() throws {
        let run = try run(["get", "locations/main"], Self.get)
        #expect(run.standard.hasPrefix("{\n  \"name\": "))
    }

    @Test(arguments: [
        ["get", "locations/main"], ["get", "locations/main", "--json"], ["list", "locations"],
        ["location", "list"], ["location", "list", "--json"],
    ])
    func noCommandShowsACredential(words: [String]) throws {
        let run = try FakeDaemon.serving([Self.get, Self.list(2)]) {
            ToolRun.run(words, socket: $0)
        }
        #expect(run.code == .ok)
        #expect(run.standard.contains("active"))
        #expect(!run.standard.contains("secret"))
    }

    @Test func aCollectionIsOneArrayFromAllPages() throws {
        for count in [0, 1, 5] {
            let run = try run(["list", "locations", "--json"], Self.list(count))
            guard case .array(let items) = try JSONParser.parse(Array(run.standard.utf8)) else {
                return #expect(Bool(false), "no array")
            }
            #expect(items.count == count)
        }
    }

    @Test func aLimitedListingSaysHowToGoOn() throws {
        let run = try run(["list", "locations", "--limit", "2"], Self.list(5))
        #expect(run.error == "more: --page-token 2\n")
        let rest = try self.run(
            ["list", "locations", "--json", "--page-token", "2"], Self.list(5))
        guard case .array(let items) = try JSONParser.parse(Array(rest.standard.utf8)) else {
            return #expect(Bool(false), "no array")
        }
        #expect(items.count == 3)
    }

    @Test func aPathOfTheWrongKindIsAUsageError() {
        let get = ToolRun.run(["get", "locations"])
        #expect(get.code == .usage)
        let expected = "locations names a collection; use posmirror list locations"
        #expect(get.error == "posmirror: \(expected)\n")
        #expect(ToolRun.run(["list", "locations/a"]).code == .usage)
        #expect(ToolRun.run(["get", "locations//a/b"]).code == .usage)
    }
}
