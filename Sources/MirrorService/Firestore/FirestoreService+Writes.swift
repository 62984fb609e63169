import Access
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    func create(
        _ request: CreateDocumentRequest, _ call: DocumentCall
    ) throws(Status) -> [UInt8] {
        try requireWriter(call.caller)
        let parent = try DocumentName(parent: request.parent)
        let id = request.documentId.isEmpty ? AutomaticID.make() : request.documentId
        let path = try parent.path.child(request.collectionId).child(id)
        let name = DocumentName(database: parent.database, path: path)
        var document = try Document(request: request.document ?? [])
        guard document.name.isEmpty else {
            throw Status(.invalidArgument, "document.name must not be set")
        }
        document.name = name.resourceName
        let write = Write(.update(document), currentDocument: .exists(false))
        return try store(
            write, as: name, answering: request.mask, DocumentOrigin(call.caller, .createDocument))
    }

    func update(
        _ request: UpdateDocumentRequest, _ call: DocumentCall
    ) throws(Status) -> [UInt8] {
        try requireWriter(call.caller)
        let document = try Document(request: request.document ?? [])
        var write = Write(.update(document))
        write.updateMask = try request.updateMask.map { bytes throws(Status) in
            try fieldPaths(bytes)
        }
        write.currentDocument = try precondition(request.currentDocument)
        return try store(
            write, as: try DocumentName(document.name), answering: request.mask,
            DocumentOrigin(call.caller, .updateDocument))
    }

    /// Commits one write and returns the document after it.
    private func store(
        _ write: Write, as name: DocumentName, answering mask: [UInt8]?, _ origin: DocumentOrigin
    ) throws(Status) -> [UInt8] {
        let mask = try readMask(mask)
        try commit(write, in: name.database, origin)
        guard let found = try store.get(name.key) else {
            throw Status(.aborted, "the document was deleted meanwhile")
        }
        return try views.document(name, found, role: origin.caller, mask: mask)
    }

    func delete(
        _ request: DeleteDocumentRequest, _ call: DocumentCall
    ) throws(Status) -> [UInt8] {
        try requireWriter(call.caller)
        let name = try DocumentName(request.name)
        let write = Write(
            .delete(request.name), currentDocument: try precondition(request.currentDocument))
        try commit(write, in: name.database, DocumentOrigin(call.caller, .deleteDocument))
        return []
    }

    private func commit(
        _ write: Write, in database: DatabaseName, _ origin: DocumentOrigin
    ) throws(Status) {
        let prepared = try PreparedCommit.prepare([write], in: database)
        _ = try committer.commit(prepared, in: database, from: origin)
    }

    private func precondition(
        _ bytes: [UInt8]?
    ) throws(Status) -> FirestoreModel.Precondition? {
        try bytes.map { bytes throws(Status) in try FirestoreModel.Precondition(request: bytes) }
    }

    /// Each write is a separate commit; one sync for all.
    func batchWrite(
        _ request: BatchWriteRequest, _ call: DocumentCall
    ) throws(Status) -> BatchWriteResponse {
        try requireWriter(call.caller)
        let origin = DocumentOrigin(call.caller, .batchWrite)
        let database = try databaseName(request.database)
        let writes = try decodedWrites(request.writes)
        let prepared = try PreparedCommit.prepareBatch(writes, in: database)
        var response = BatchWriteResponse()
        var last: DocumentCommitter.Pending?
        for write in prepared {
            var status = RPCStatus()
            var result: [UInt8] = []
            do throws(Status) {
                let pending = try committer.submit([write], in: database, from: origin)
                result = pending.answer.results.first?.wireBytes ?? []
                last = pending
            } catch {
                (status.code, status.message) = (error.code.rawValue, error.message)
            }
            response.writeResults.append(result)
            response.status.append(status)
        }
        if let last { try committer.wait(last) }
        return response
    }
}

/// Ids for documents that are created without one.
enum AutomaticID {
    /// Twenty letters and digits, as in Google's clients: 119 random bits.
    static func make() -> String {
        let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var generator = SystemRandomNumberGenerator()
        return String((0..<20).map { _ in symbols[Int.random(in: 0..<62, using: &generator)] })
    }
}
