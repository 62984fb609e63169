import Access
import DocumentStore
import FirestoreModel
import Memory
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    func list(
        _ request: ListDocumentsRequest, _ call: DocumentCall
    ) throws(Status) -> ListDocumentsResponse {
        let (role, cost) = (call.caller, cost(call))
        let parent = try DocumentName(parent: request.parent)
        guard !request.collectionId.isEmpty else {
            return try listAll(parent, request, role, cost)
        }
        let collection = DocumentName(
            database: parent.database,
            path: try parent.path.child(request.collectionId))
        try DocumentAccess.check(collection, role)
        let list = DocumentList(
            collection: collection, size: try ServiceLimits.pageSize(request.pageSize),
            mask: try readMask(request.mask), role: role, turn: call.turn)
        guard request.orderBy.isEmpty || !request.showMissing else {
            throw Status(.invalidArgument, "show_missing cannot be combined with order_by")
        }
        let selector = try ReadSelector(request.transaction, request.readTime)
        let reading = try reading(selector, in: parent.database)
        guard request.orderBy.isEmpty else {
            return try page(
                OrderedList(collection, request.orderBy), list, token: request.pageToken, reading,
                cost)
        }
        let token = try PageToken.decode(
            request.pageToken, .documents, of: collection.resourceName)
        let after = try token.map { bytes throws(Status) in try list.key(bytes) }
        return request.showMissing
            ? try page(list, withMissing: reading, after) : try page(list, reading, after)
    }

    /// The documents of all collections directly below `parent`, by name.
    private func listAll(
        _ parent: DocumentName, _ request: ListDocumentsRequest, _ role: DocumentCaller,
        _ cost: QueryCost
    ) throws(Status) -> ListDocumentsResponse {
        guard !request.showMissing else {
            throw Status(
                .invalidArgument, "collection id must be set when show_missing is true")
        }
        try DocumentAccess.check(parent, role)
        let list = DocumentList(
            collection: parent, size: try ServiceLimits.pageSize(request.pageSize),
            mask: try readMask(request.mask), role: role, turn: cost.turn)
        let selector = try ReadSelector(request.transaction, request.readTime)
        return try page(
            OrderedList(allBelow: parent, request.orderBy), list, token: request.pageToken,
            try reading(selector, in: parent.database), cost)
    }

    /// The documents of a collection by name.
    private func page(
        _ list: DocumentList, _ reading: ReadScope, _ after: DocumentKey?
    ) throws(Status) -> ListDocumentsResponse {
        var scan = DocumentScan(
            database: list.collection.database.database, collection: list.collection.path)
        scan.startAfter = after
        var found: [KeyedDocument] = []
        var bytes = 0
        var hasMore = false
        let lease = MemoryLease(store.memory, .queries)
        try reading.view.scan(scan) { key, document throws(Status) in
            guard found.count < list.size, bytes < ServiceLimits.pageBytesMax else {
                hasMore = true
                return false
            }
            bytes += document.fields.count
            try lease.resize(to: bytes * Self.pageFactor, for: "a page of documents")
            found.append(KeyedDocument(key: key, document: document))
            return true
        }
        try reading.noteWhole(list.collection)
        defer { withExtendedLifetime(lease) {} }
        return try answer(list, found.map { ($0.key, $0.document) }, hasMore: hasMore)
    }

    /// Memory of a page's document, as read, with its sale fields and in the reply, as a multiple
    /// of its stored bytes.
    static let pageFactor = 3

    /// As above, including missing documents that have descendants.
    private func page(
        _ list: DocumentList, withMissing reading: ReadScope, _ after: DocumentKey?
    ) throws(Status) -> ListDocumentsResponse {
        var keys = try reading.view.keysWithMissing(
            database: list.collection.database.database, collection: list.collection.path,
            after: after, limit: list.size + 1)
        var hasMore = keys.count > list.size
        if hasMore { keys.removeLast() }
        var found: [(DocumentKey, RawDocument?)] = []
        var bytes = 0
        let lease = MemoryLease(store.memory, .queries)
        defer { withExtendedLifetime(lease) {} }
        for key in keys {
            guard bytes < ServiceLimits.pageBytesMax else {
                hasMore = true
                break
            }
            let document = try reading.view.get(key)
            bytes += document?.fields.count ?? 0
            try lease.resize(to: bytes * Self.pageFactor, for: "a page of documents")
            found.append((key, document))
        }
        try reading.noteWhole(list.collection)
        return try answer(list, found, hasMore: hasMore)
    }

    private func answer(
        _ list: DocumentList, _ found: [(DocumentKey, RawDocument?)], hasMore: Bool
    ) throws(Status) -> ListDocumentsResponse {
        var response = ListDocumentsResponse()
        for (number, (key, document)) in found.enumerated() {
            if number % ServiceLimits.documentsAtATime == 0 { list.turn?.giveWay() }
            let path = try key.decode().path
            let name = DocumentName(database: list.collection.database, path: path)
            if let document {
                response.documents.append(
                    try views.document(name, document, role: list.role, mask: list.mask))
            } else {
                response.documents.append(Document(name: name.resourceName, fields: [:]).wireBytes)
            }
        }
        if hasMore, let last = found.last {
            response.nextPageToken = PageToken.encode(
                .documents, of: list.collection.resourceName, last.0.bytes)
        }
        return response
    }
}

/// The parameters of a ListDocuments request.
struct DocumentList {
    /// The collection, or the parent of all collections listed.
    let collection: DocumentName
    let size: Int
    let mask: FieldMask?
    let role: DocumentCaller
    /// Whose turn the listing takes.
    let turn: CallTurn?

    /// The key in a page token; INVALID_ARGUMENT for one outside the collection.
    func key(_ bytes: [UInt8]) throws(Status) -> DocumentKey {
        let prefix = DocumentKey.collectionPrefix(
            database: collection.database.database, collection: collection.path)
        let key = DocumentKey(bytes: bytes)
        guard bytes.starts(with: prefix), (try? key.decode()) != nil else {
            throw Status(.invalidArgument, "page_token is malformed")
        }
        return key
    }
}
