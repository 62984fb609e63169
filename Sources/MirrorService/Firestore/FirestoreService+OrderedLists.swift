import Access
import DocumentStore
import FirestoreModel
import Memory
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    /// A page of a list with an explicit order; the token contains a cursor after the last row.
    func page(
        _ ordered: OrderedList, _ list: DocumentList, token: String, _ reading: ReadScope,
        _ cost: QueryCost
    ) throws(Status) -> ListDocumentsResponse {
        let (text, scope) = (ordered.text, ordered.scope)
        var received = StructuredQuery(collection: ordered.collectionId)
        received.orderBy = try PreparedOrder.parse(text: text)
        // A cursor has values for explicit orders only, so the name must be one of them.
        if received.orderBy.last?.path != FieldPath.documentName.description {
            received.orderBy.append(
                QueryOrder(
                    FieldPath.documentName.description,
                    descending: received.orderBy.last?.direction == 2))
        }
        if let bytes = try PageToken.decode(token, .ordered, of: scope) {
            received.startAt = try QueryCursor(request: bytes)
        }
        received.limit = Int32(list.size + 1)
        let query = try prepared(received, ordered.parent)
        try DocumentAccess.check(query, list.role)
        var response = ListDocumentsResponse()
        var (last, bytes): (QueryMatch?, Int) = (nil, 0)
        let lease = MemoryLease(store.memory, .queries)
        defer { withExtendedLifetime(lease) {} }
        try run(query, reading, cost) { match throws(Status) in
            guard response.documents.count < list.size, bytes < ServiceLimits.pageBytesMax else {
                if response.nextPageToken.isEmpty, let last {
                    response.nextPageToken = PageToken.encode(
                        .ordered, of: scope, try cursor(behind: last, of: query).wireBytes)
                }
                return
            }
            bytes += match.document.fields.count
            try lease.resize(to: bytes * Self.pageFactor, for: "a page of documents")
            response.documents.append(
                try views.document(match, of: query, role: list.role, mask: list.mask))
            last = match
        }
        return response
    }

    private func prepared(
        _ received: StructuredQuery, _ parent: DocumentName
    ) throws(Status) -> PreparedQuery {
        try PreparedQuery(received, parent: parent.resourceName, in: parent.database)
    }

    private func cursor(
        behind match: QueryMatch, of query: PreparedQuery
    ) throws(Status) -> QueryCursor {
        let fields = try match.row.document.fields
        let values = query.orders.map { order in
            order.path.isDocumentName
                ? Value.reference(match.path.resourceName(in: query.database))
                : fields.value(at: order.path) ?? .null
        }
        return QueryCursor(values, before: false)
    }
}

/// A list with an explicit order: of one collection, or of all directly below a parent.
struct OrderedList {
    let parent: DocumentName
    /// Empty for all collections.
    let collectionId: String
    /// The order, as in the request.
    let text: String
    /// The other parameters that a request for the next page must repeat.
    let scope: String

    init(_ collection: DocumentName, _ text: String) {
        parent = DocumentName(
            database: collection.database, path: collection.path.parent ?? .root)
        collectionId = collection.path.id
        self.text = text
        scope = "\(collection.resourceName) \(text)"
    }

    init(allBelow parent: DocumentName, _ text: String) {
        self.parent = parent
        collectionId = ""
        self.text = text
        scope = "\(parent.resourceName)/* \(text)"
    }
}
