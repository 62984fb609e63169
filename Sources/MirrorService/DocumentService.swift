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
            RPCMethod(Self.name, "GetDocument", .unary { context, payload throws(RPCError) in
                try get(try GetDocumentRequest(request: payload), access.role(context.peer))
            }),
            RPCMethod(Self.name, "ListDocuments", .unary { context, payload throws(RPCError) in
                try list(
                    try ListDocumentsRequest(request: payload), access.role(context.peer)
                ).wireBytes
            }),
            RPCMethod(Self.name, "UpdateDocument", .unary { context, payload throws(RPCError) in
                try access.require(.admin, context.peer)
                return try update(try UpdateDocumentRequest(request: payload))
            }),
            RPCMethod(Self.name, "DeleteDocument", .unary { context, payload throws(RPCError) in
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
            name, found, role: role, mask: try request.mask.map { try mask($0) })
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
        let size = request.pageSize == 0
            ? ServiceLimits.pageDocumentsDefault
            : min(Int(request.pageSize), ServiceLimits.pageDocumentsMax)
        let mask = try request.mask.map { try self.mask($0) }
        return try page(scan, size, parent.database, role, mask)
    }

    private func page(
        _ scan: DocumentScan, _ size: Int, _ database: DatabaseName, _ role: Role,
        _ mask: [FieldPath]?
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
                try views.document(name, entry.document, role: role, mask: mask))
        }
        if hasMore, let last = found.last { response.nextPageToken = PageToken.text(last.key) }
        return response
    }

    private func update(_ request: UpdateDocumentRequest) throws(RPCError) -> [UInt8] {
        let document = try decode(request.document ?? [])
        let name = try DocumentName(document.name)
        let mask = try request.updateMask.map { try self.mask($0) }
        let mutation: DocumentWrite.Mutation
        if let mask {
            let input = document.fields
            mutation = .apply { old throws(StoreError) in
                let stored = try DocumentViews.fields(old?.fields ?? [])
                return .fields(mask.applied(input, to: stored).mapValueBytes)
            }
        } else {
            mutation = .set(fields: document.fields.mapValueBytes)
        }
        let precondition = try request.currentDocument.map { try self.precondition($0) } ?? .none
        try storing { () throws(StoreError) in
            try store.commit([
                DocumentWrite(key: name.key, precondition: precondition, mutation: mutation)
            ])
        }
        guard let found = try storing({ () throws(StoreError) in try store.get(name.key) }) else {
            throw RPCError(.aborted, "the document was deleted meanwhile")
        }
        return try views.document(
            name, found, role: .admin, mask: try request.mask.map { try self.mask($0) })
    }

    private func delete(_ request: DeleteDocumentRequest) throws(RPCError) {
        let name = try DocumentName(request.name)
        let precondition = try request.currentDocument.map { try self.precondition($0) } ?? .none
        try storing { () throws(StoreError) in
            try store.commit([
                DocumentWrite(key: name.key, precondition: precondition, mutation: .delete)
            ])
        }
    }
}
