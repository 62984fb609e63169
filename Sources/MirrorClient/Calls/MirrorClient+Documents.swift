import FirestoreModel
import MirrorMessages
import ProtobufWire

/// google.firestore.v1.Firestore
extension MirrorClient {
    /// The database that the client names; the daemon has one and serves it under any name.
    public static let databaseRoot = "projects/posmirror/databases/(default)/documents"

    /// One document. Throws `notFound`.
    public func document(_ path: ResourcePath) throws(MirrorClientError) -> Document {
        var request = GetDocumentRequest()
        request.name = Self.name(of: path)
        return try call(MirrorServiceName.firestore, "GetDocument", request)
    }

    /// One page of a collection, in the order of the ids, and the token of the next one (empty
    /// at the end).
    public func documents(
        in collection: ResourcePath, pageSize: Int32 = 0, pageToken: String = ""
    ) throws(MirrorClientError) -> (documents: [Document], nextPageToken: String) {
        var request = ListDocumentsRequest()
        request.parent = Self.name(of: collection.parent ?? .root)
        request.collectionId = collection.collectionId
        request.pageSize = pageSize
        request.pageToken = pageToken
        let method = "ListDocuments"
        let reply: ListDocumentsResponse = try call(MirrorServiceName.firestore, method, request)
        var documents: [Document] = []
        documents.reserveCapacity(reply.documents.count)
        for bytes in reply.documents {
            documents.append(try decode(bytes, MirrorServiceName.firestore, method))
        }
        return (documents, reply.nextPageToken)
    }

    /// Writes a document: all of it, or the fields of `mask` alone.
    @discardableResult
    public func updateDocument(
        _ path: ResourcePath, fields: Fields, mask: [String]? = nil
    ) throws(MirrorClientError) -> Document {
        var request = UpdateDocumentRequest()
        request.document = Document(name: Self.name(of: path), fields: fields).wireBytes
        if let mask {
            var writer = WireWriter()
            for fieldPath in mask { writer.string(1, fieldPath) }
            request.updateMask = writer.bytes
        }
        return try call(MirrorServiceName.firestore, "UpdateDocument", request)
    }

    /// Deletes a document; a missing one is no error.
    public func deleteDocument(_ path: ResourcePath) throws(MirrorClientError) {
        var request = DeleteDocumentRequest()
        request.name = Self.name(of: path)
        let _: EmptyMessage = try call(MirrorServiceName.firestore, "DeleteDocument", request)
    }

    private static func name(of path: ResourcePath) -> String {
        path.isRoot ? databaseRoot : "\(databaseRoot)/\(path)"
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
