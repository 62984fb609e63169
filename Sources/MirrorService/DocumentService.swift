import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import TTRPC

/// google.firestore.v1.Firestore: the tree as documents, with Google's own messages.
struct DocumentService: Sendable {
    static let name = "google.firestore.v1.Firestore"
    let store: DocumentStore
    let access: Access
    let views: DocumentViews

    var methods: [RPCMethod] {
        [
            RPCMethod(
                Self.name, "GetDocument",
                .unary { context, payload throws(RPCError) in
                    try get(try GetDocumentRequest(request: payload), access.role(context.peer))
                }),
            RPCMethod(
                Self.name, "ListDocuments",
                .unary { context, payload throws(RPCError) in
                    try list(
                        try ListDocumentsRequest(request: payload), access.role(context.peer)
                    ).wireBytes
                }),
            RPCMethod(
                Self.name, "UpdateDocument",
                .unary { context, payload throws(RPCError) in
                    try access.require(.admin, context.peer)
                    return try update(try UpdateDocumentRequest(request: payload))
                }),
            RPCMethod(
                Self.name, "DeleteDocument",
                .unary { context, payload throws(RPCError) in
                    try access.require(.admin, context.peer)
                    try delete(try DeleteDocumentRequest(request: payload))
                    return []
                }),
        ]
    }

    private func get(_ request: GetDocumentRequest, _ role: Role) throws(RPCError) -> [UInt8] {
        guard request.transaction == nil, request.readTime == nil else {
            throw RPCError(.unimplemented, "reads at a time or in a transaction")
        }
        let name = try DocumentName(request.name)
        try DocumentAccess.check(name.path, role)
        guard let found = try storing({ () throws(StoreError) in try store.get(name.key) }) else {
            throw RPCError(.notFound, "no document \(name.path)")
        }
        return try views.document(
            name, fields: found.fields, createTime: found.createTime,
            updateTime: found.updateTime, role: role,
            mask: try request.mask.map { bytes throws(RPCError) in try self.mask(bytes) })
    }

    private func list(
        _ request: ListDocumentsRequest, _ role: Role
    ) throws(RPCError) -> ListDocumentsResponse {
        guard request.transaction == nil, request.readTime == nil, request.orderBy.isEmpty,
            !request.showMissing
        else { throw RPCError(.unimplemented, "only plain listing by name") }
        guard request.pageSize >= 0 else {
            throw RPCError(.invalidArgument, "page_size is negative")
        }
        let parent = try DocumentName(parent: request.parent)
        let collection = try naming { () throws(PathError) in
            try parent.path.child(request.collectionId)
        }
        try DocumentAccess.check(collection, role)
        var scan = DocumentScan(database: parent.database.database, collection: collection)
        if !request.pageToken.isEmpty {
            scan.startAfter = try PageToken.key(request.pageToken, in: scan.prefix)
        }
        let size =
            request.pageSize == 0
            ? ServiceLimits.pageDocumentsDefault
            : min(Int(request.pageSize), ServiceLimits.pageDocumentsMax)
        let mask = try request.mask.map { bytes throws(RPCError) in try self.mask(bytes) }
        return try page(scan, size, parent.database, role, mask)
    }

    private func page(
        _ scan: DocumentScan, _ size: Int, _ database: DatabaseName, _ role: Role,
        _ mask: FieldMask?
    ) throws(RPCError) -> ListDocumentsResponse {
        var found: [KeyedDocument] = []
        var bytes = 0
        var hasMore = false
        try storing { () throws(StoreError) in
            try store.scan(scan) { key, view in
                guard found.count < size, bytes < ServiceLimits.pageBytesMax else {
                    hasMore = true
                    return false
                }
                bytes += view.fields.count
                found.append(
                    KeyedDocument(key: DocumentKey(bytes: [UInt8](key)), document: view.copy()))
                return true
            }
        }
        var response = ListDocumentsResponse()
        for entry in found {
            let path = try naming { () throws(PathError) in try entry.key.decode().path }
            let name = DocumentName(database: database, path: path)
            response.documents.append(
                try views.document(
                    name, fields: entry.document.fields, createTime: entry.document.createTime,
                    updateTime: entry.document.updateTime, role: role, mask: mask))
        }
        if hasMore, let last = found.last { response.nextPageToken = PageToken.text(last.key) }
        return response
    }

    private func update(_ request: UpdateDocumentRequest) throws(RPCError) -> [UInt8] {
        var write = Write(.update(try decode(request.document ?? [])))
        write.updateMask = try request.updateMask.map { bytes throws(RPCError) in
            try fieldPaths(bytes)
        }
        write.currentDocument = try request.currentDocument.map { bytes throws(RPCError) in
            try decode(bytes)
        }
        guard case .update(let document) = write.operation else { return [] }
        let name = try DocumentName(document.name)
        let prepared = try model { () throws(FirestoreError) in
            try PreparedWrite(write, in: name.database)
        }
        try commit(prepared, name)
        guard let found = try storing({ () throws(StoreError) in try store.get(name.key) }) else {
            throw RPCError(.aborted, "the document was deleted meanwhile")
        }
        return try views.document(
            name, fields: found.fields, createTime: found.createTime,
            updateTime: found.updateTime, role: .admin,
            mask: try request.mask.map { bytes throws(RPCError) in try self.mask(bytes) })
    }

    private func delete(_ request: DeleteDocumentRequest) throws(RPCError) {
        let name = try DocumentName(request.name)
        var write = Write(.delete(request.name))
        write.currentDocument = try request.currentDocument.map { bytes throws(RPCError) in
            try decode(bytes)
        }
        let prepared = try model { () throws(FirestoreError) in
            try PreparedWrite(write, in: name.database)
        }
        try commit(prepared, name)
    }

    /// Applies one write under the store's commit lock.
    private func commit(_ write: PreparedWrite, _ name: DocumentName) throws(RPCError) {
        let now = Timestamp(microseconds: systemMicroseconds())
        let mutation = DocumentWrite.Mutation.apply { old throws(StoreError) in
            do {
                let existing = try old.map { old in
                    FirestoreModel.StoredDocument(
                        fields: try Fields(mapValueBytes: old.fields),
                        createTime: Timestamp(microseconds: old.createTime),
                        updateTime: Timestamp(microseconds: old.updateTime))
                }
                let outcome = try write.apply(to: existing, commitTime: now, requestTime: now)
                guard outcome.isChanged else { return .unchanged }
                return outcome.document.map { .fields($0.fields.mapValueBytes) } ?? .delete
            } catch let error as FirestoreError {
                throw StoreError(error)
            } catch {
                throw StoreError(.corruption, "\(name.path)", "\(error)")
            }
        }
        try storing { () throws(StoreError) in
            _ = try store.commit([DocumentWrite(key: name.key, mutation: mutation)])
        }
    }

    private func mask(_ bytes: [UInt8]) throws(RPCError) -> FieldMask {
        let paths = try fieldPaths(bytes)
        return try model { () throws(FirestoreError) in try FieldMask(parsing: paths) }
    }

    /// The paths of a DocumentMask: repeated string field 1.
    private func fieldPaths(_ bytes: [UInt8]) throws(RPCError) -> [String] {
        do throws(WireError) {
            return try withWireReader(bytes) { reader throws(WireError) in
                var paths: [String] = []
                while let field = try reader.nextField() {
                    if field.number == 1, field.type == .lengthDelimited {
                        paths.append(try reader.string(field: 1))
                    } else {
                        try reader.skip(field.type)
                    }
                }
                return paths
            }
        } catch {
            throw RPCError(error)
        }
    }

    private func decode<Message: WireMessage>(_ bytes: [UInt8]) throws(RPCError) -> Message {
        try Message(request: bytes)
    }
}
