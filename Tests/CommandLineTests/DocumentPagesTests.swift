import ClientTestSupport
import FirestoreModel
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct DocumentPagesTests {
    @Test func pagesOfACollectionNameTheirParent() throws {
        let seen = Recorder<ListDocumentsRequest>()
        let method = FakeDaemon.unary(FirestoreMethod.listDocuments) {
            (request: ListDocumentsRequest) throws(Status) -> ListDocumentsResponse in
            seen.add(request)
            var reply = ListDocumentsResponse()
            reply.documents = [Document(name: "d", fields: ["n": 1]).wireBytes]
            reply.nextPageToken = request.pageToken.isEmpty ? "more" : ""
            return reply
        }
        try FakeDaemon.serving([method]) { socket in
            let client = try MirrorClient(socket: socket)
            let pages = DocumentPages(
                client: client, collection: try ResourcePath("tenants/acme/discounts"), limit: 10)
            var names: [String] = []
            #expect(try pages.each { names.append($0.name) } == "")
            #expect(names == ["d", "d"])
            #expect(seen.all.map(\.pageToken) == ["", "more"])
            #expect(seen.all.first?.parent == MirrorClient.databaseRoot + "/tenants/acme")
            #expect(seen.all.first?.collectionId == "discounts")
        }
    }
}
