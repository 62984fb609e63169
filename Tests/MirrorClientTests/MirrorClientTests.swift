import ClientTestSupport
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

@testable import MirrorClient

@Suite struct MirrorClientTests {
    @Test func aCallSendsItsRequestAndReturnsTheReply() throws {
        let method = FakeDaemon.unary(MenuMethod.getProduct) {
            (request: GetProductRequest) throws(Status) -> GetProductReply in
            var reply = GetProductReply()
            var item = MenuItem()
            item.id = "\(request.orgId)/\(request.productId)"
            reply.item = item
            return reply
        }
        try FakeDaemon.serving([method]) { socket in
            let reply = try MirrorClient(socket: socket).product(orgID: "acme", productID: "7")
            #expect(reply.item?.id == "acme/7")
        }
    }

    @Test func aMenuArrivesInItsChunks() throws {
        let method = FakeDaemon.stream(MenuMethod.getMenu) {
            (request: GetMenuRequest) throws(Status) -> [MenuChunk] in
            (1...3).map { version in
                var chunk = MenuChunk()
                chunk.version = UInt64(version)
                chunk.notModified = request.inStockOnly
                return chunk
            }
        }
        try FakeDaemon.serving([method]) { socket in
            var versions: [UInt64] = []
            try MirrorClient(socket: socket).menu(orgID: "acme", inStockOnly: true) { chunk in
                versions.append(chunk.version)
                #expect(chunk.notModified)
            }
            #expect(versions == [1, 2, 3])
        }
    }

    @Test func anErrorKeepsItsCodeAndSaysWhatToDo() throws {
        let method = FakeDaemon.unary(AdminMethod.verify) {
            (_: VerifyRequest) throws(Status) -> VerifyReply in
            throw Status(.permissionDenied, "admin only")
        }
        try FakeDaemon.serving([method]) { socket in
            let error = try #require(throws: MirrorClientError.self) {
                try MirrorClient(socket: socket).verify()
            }
            #expect(error.code == .permissionDenied)
            #expect(error.message == "admin only")
            #expect(!error.remedy.isEmpty)
        }
    }

    @Test func nobodyAtTheSocketIsItsOwnKindOfError() throws {
        let error = try #require(throws: MirrorClientError.self) {
            try MirrorClient(socket: "/tmp/posmirror-test-nobody.sock")
        }
        #expect(error.kind == .noDaemon)
        #expect(error.remedy == "start posmirrord --data DIR, or set POSMIRROR_SOCKET")
    }

    @Test func aPathTooLongForASocketIsSaidSo() throws {
        let path = "/tmp/" + String(repeating: "x", count: 200)
        let error = try #require(throws: MirrorClientError.self) { try MirrorClient(socket: path) }
        #expect(error.remedy.contains("107 bytes"))
    }

    @Test func aMalformedReplyIsNotADaemonError() throws {
        let method = RPCMethod(
            AdminMethod.getInfo, .unary { _, _ throws(Status) in [0x0A, 0xFF] })
        try FakeDaemon.serving([method]) { socket in
            let error = try #require(throws: MirrorClientError.self) {
                try MirrorClient(socket: socket).info()
            }
            #expect(error.kind == .malformedReply(service: "posmirror.v1.Admin", method: "GetInfo"))
        }
    }

    @Test func closingEndsAStreamUnderWay() throws {
        let opened = Monitor(false)
        let method = RPCMethod(
            SyncMethod.watchSync,
            .push { _, _, _ throws(Status) in opened.update { $0 = true } })
        try FakeDaemon.serving([method]) { socket in
            let client = try MirrorClient(socket: socket)
            let ended = Monitor<StatusCode?>(nil)
            let thread = SystemThread(name: "watcher") {
                do throws(MirrorClientError) {
                    try client.watchSync(orgID: "acme") { _ in }
                } catch {
                    ended.update { $0 = error.code }
                }
            }
            #expect(opened.wait { $0 ? true : nil } == true)
            client.close()
            thread.join()
            #expect(ended.withLock { $0 } == .unavailable)
        }
    }

    @Test func aDocumentIsReadBackAsItWasWritten() throws {
        let seen = Recorder<UpdateDocumentRequest>()
        let method = FakeDaemon.unary(FirestoreMethod.updateDocument) {
            (request: UpdateDocumentRequest) throws(Status) -> Document in
            seen.add(request)
            guard let bytes = request.document, let document = try? Document(wireBytes: bytes)
            else { throw Status(.invalidArgument, "no document") }
            return document
        }
        try FakeDaemon.serving([method]) { socket in
            let path = try ResourcePath("tenants/acme/discounts/a")
            let document = try MirrorClient(socket: socket).updateDocument(
                path, fields: ["name": "ten off"], mask: ["name", "gone"])
            #expect(document.name == MirrorClient.databaseRoot + "/tenants/acme/discounts/a")
            #expect(document.fields == ["name": "ten off"])
            // DocumentMask{field_paths: ["name", "gone"]}
            let mask = [10, 4] + Array("name".utf8) + [10, 4] + Array("gone".utf8)
            #expect(seen.all.first?.updateMask == mask)
        }
    }

    @Test func deletingAndHealthHaveTheirOwnMessages() throws {
        let delete = FakeDaemon.unary(FirestoreMethod.deleteDocument) {
            (request: DeleteDocumentRequest) throws(Status) -> EmptyMessage in
            guard request.name.hasSuffix("/documents/a/b") else { throw Status(.notFound, "") }
            return EmptyMessage()
        }
        let check = FakeDaemon.unary(HealthMethod.check) {
            (_: HealthCheckRequest) throws(Status) -> HealthCheckResponse in
            var reply = HealthCheckResponse()
            reply.status = .serving
            return reply
        }
        try FakeDaemon.serving([delete, check]) { socket in
            let client = try MirrorClient(socket: socket)
            try client.deleteDocument(try ResourcePath("a/b"))
            #expect(try client.health() == .serving)
            let error = try #require(throws: MirrorClientError.self) {
                try client.deleteDocument(try ResourcePath("x/y"))
            }
            #expect(error.message == "NOT_FOUND")
        }
    }

    @Test func aTimeoutBecomesADeadline() throws {
        let silent = RPCMethod(
            AdminMethod.getInfo, .push { _, _, _ throws(Status) in })
        try FakeDaemon.serving([silent]) { socket in
            var client = try MirrorClient(socket: socket)
            client.timeoutSeconds = 0
            let error = try #require(throws: MirrorClientError.self) { try client.info() }
            #expect(error.code == .deadlineExceeded)
        }
    }
}
