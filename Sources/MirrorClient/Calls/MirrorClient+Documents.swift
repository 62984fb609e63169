import FirestoreModel
import MirrorMessages
import ProtobufWire

/// google.firestore.v1.Firestore
extension MirrorClient {
    /// The name of the mirror's own tree. Any project would do: the daemon tells databases apart
    /// by their ids alone.
    public static let databaseRoot = "projects/posmirror/databases/(default)/documents"

    /// The name of the database that this client uses.
    var databaseName: String { "projects/posmirror/databases/\(database)" }

    /// The full name of a document, or of the root as a parent.
    package func name(of path: ResourcePath) -> String { Self.name(of: path, inDatabase: database) }

    /// The same in any database.
    package static func name(of path: ResourcePath, inDatabase id: String) -> String {
        let root = "projects/posmirror/databases/\(id)/documents"
        return path.isRoot ? root : "\(root)/\(path)"
    }

    /// One document. Throws `notFound`.
    public func document(_ path: ResourcePath) throws(MirrorClientError) -> Document {
        var request = GetDocumentRequest()
        request.name = name(of: path)
        return try call(FirestoreCall.getDocument, request)
    }

    /// One page of a collection, in the order of the ids, and the token of the next one (empty
    /// at the end).
    public func documents(
        in collection: ResourcePath, pageSize: Int32 = 0, pageToken: String = ""
    ) throws(MirrorClientError) -> (documents: [Document], nextPageToken: String) {
        var request = ListDocumentsRequest()
        request.parent = name(of: collection.parent ?? .root)
        request.collectionId = collection.collectionId
        request.pageSize = pageSize
        request.pageToken = pageToken
        let method = FirestoreCall.listDocuments
        let reply = try call(method, request)
        var documents: [Document] = []
        documents.reserveCapacity(reply.documents.count)
        for bytes in reply.documents {
            documents.append(try decode(bytes, method.service, method.method))
        }
        return (documents, reply.nextPageToken)
    }

    /// Writes a document: all of it, or the fields of `mask` alone. Throws `failedPrecondition`,
    /// `notFound` or `alreadyExists` where `precondition` does not hold.
    @discardableResult
    public func updateDocument(
        _ path: ResourcePath, fields: Fields, mask: [String]? = nil, mustExist: Bool = false,
        precondition: Precondition? = nil
    ) throws(MirrorClientError) -> Document {
        var request = UpdateDocumentRequest()
        request.document = Document(name: name(of: path), fields: fields).wireBytes
        if let mask {
            var writer = WireWriter()
            for fieldPath in mask { writer.string(1, fieldPath) }
            request.updateMask = writer.bytes
        }
        let condition = precondition ?? (mustExist ? .exists(true) : nil)
        if let condition { request.currentDocument = condition.wireBytes }
        return try call(FirestoreCall.updateDocument, request)
    }

    /// Deletes a document; a missing one is no error unless it `mustExist`.
    public func deleteDocument(
        _ path: ResourcePath, mustExist: Bool = false
    ) throws(MirrorClientError) {
        var request = DeleteDocumentRequest()
        request.name = name(of: path)
        if mustExist { request.currentDocument = Precondition.exists(true).wireBytes }
        let _: EmptyMessage = try call(FirestoreCall.deleteDocument, request)
    }

    /// Applies writes together or not at all.
    public func commit(_ writes: [Write]) throws(MirrorClientError) {
        var request = CommitRequest()
        request.database = databaseName
        request.writes = writes.map(\.wireBytes)
        _ = try call(FirestoreCall.commit, request)
    }
}

/// google.protobuf.Empty
struct EmptyMessage: WireMessage {
    init() {}

    mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() { try reader.skip(field.type) }
    }

    func encode(into writer: inout WireWriter) {}
}
