import ClientTestSupport
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

@testable import MirrorClient
@testable import CommandLine

@Suite struct WriteCommandTests {
    /// Runs `words` against a daemon that takes every write; returns what it was sent.
    private func run(
        _ words: [String]
    ) throws -> (run: ToolRun, updates: [UpdateDocumentRequest], deletes: [DeleteDocumentRequest]) {
        let updates = Recorder<UpdateDocumentRequest>()
        let deletes = Recorder<DeleteDocumentRequest>()
        let update = FakeDaemon.unary(FirestoreMethod.updateDocument) {
            (request: UpdateDocumentRequest) throws(Status) -> Document in
            updates.add(request)
            var document = (try? Document(wireBytes: request.document ?? [])) ?? Document()
            document.updateTime = Timestamp(seconds: 60)
            return document
        }
        let delete = FakeDaemon.unary(FirestoreMethod.deleteDocument) {
            (request: DeleteDocumentRequest) throws(Status) -> EmptyMessage in
            deletes.add(request)
            return EmptyMessage()
        }
        let run = try FakeDaemon.serving([update, delete]) { ToolRun.run(words, socket: $0) }
        return (run, updates.all, deletes.all)
    }

    private func mask(_ request: UpdateDocumentRequest) throws -> [String] {
        var paths: [String] = []
        try withWireReader(try #require(request.updateMask)) { reader throws(WireError) in
            while try reader.nextField() != nil { paths.append(try reader.string(field: 1)) }
        }
        return paths
    }

    @Test func setReplacesTheWholeDocument() throws {
        let (run, updates, _) = try run(["set", "brands/acme", "--data", #"{"rank":3}"#])
        #expect(run.code == .ok)
        #expect(run.standard == "written brands/acme at 1970-01-01T00:01:00Z\n")
        let request = try #require(updates.first)
        let document = try Document(wireBytes: try #require(request.document))
        #expect(document.name == MirrorClient.databaseRoot + "/brands/acme")
        #expect(document.fields == ["rank": 3])
        #expect(request.updateMask == nil)
        #expect(request.currentDocument == nil)
    }

    @Test func aMergeNamesItsLeaves() throws {
        let data = #"{"links":{"web":"x"},"rank":3}"#
        let (run, updates, _) = try run(
            ["set", "brands/acme", "--merge", "--data", data, "--json"])
        #expect(run.standard.hasPrefix("{\"name\":"))
        #expect(try mask(try #require(updates.first)) == ["links.web", "rank"])
    }

    @Test func updateNamesItsPathsAndWantsADocument() throws {
        let (_, updates, _) = try run(
            ["update", "brands/acme", "--data", #"{"links.web":"x"}"#, "--remove", "rank"])
        let request = try #require(updates.first)
        #expect(try mask(request) == ["links.web", "rank"])
        #expect(request.currentDocument == Precondition.exists(true).wireBytes)
        let document = try Document(wireBytes: try #require(request.document))
        #expect(document.fields == ["links": ["web": "x"]])
    }

    @Test func fieldsCanBeRemovedAlone() throws {
        let (run, updates, _) = try run(["update", "brands/acme", "--remove", "a.b"])
        #expect(run.code == .ok)
        #expect(try mask(try #require(updates.first)) == ["a.b"])
        #expect(try self.run(["update", "brands/acme"]).run.code == .usage)
    }

    @Test func deleteTakesAMissingDocumentUnlessToldOtherwise() throws {
        let (run, _, deletes) = try run(["delete", "brands/acme"])
        #expect(run.standard == "deleted brands/acme\n")
        #expect(deletes.first?.currentDocument == nil)
        let strict = try self.run(["delete", "brands/acme", "--must-exist", "--json"])
        #expect(strict.run.standard == "{}\n")
        #expect(strict.deletes.first?.currentDocument == Precondition.exists(true).wireBytes)
    }

    @Test func anotherDatabaseIsNamed() throws {
        let (_, updates, deletes) = try run(
            ["set", "a/b", "--data", "{}", "--database", "archive"])
        let document = try Document(wireBytes: try #require(updates.first?.document))
        #expect(document.name == "projects/posmirror/databases/archive/documents/a/b")
        #expect(deletes.isEmpty)
    }

    @Test(arguments: ["set", "update", "delete"])
    func aCollectionIsNoDocument(command: String) throws {
        let (run, updates, deletes) = try run(
            command == "delete" ? [command, "brands"] : [command, "brands", "--data", "{}"])
        #expect(run.code == .usage)
        #expect(run.error == "posmirror: brands names a collection; use posmirror list brands\n")
        #expect(updates.isEmpty && deletes.isEmpty)
    }
}
