import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import TTRPC

extension FirestoreService {
    /// A page of a list with an order of its own; the token holds a cursor behind the last row.
    func page(
        _ list: DocumentList, orderedBy text: String, token: String, _ reading: Reading,
        _ patience: @escaping Patience
    ) throws(RPCError) -> ListDocumentsResponse {
        let scope = "\(list.collection.resourceName) \(text)"
        var received = StructuredQuery(collection: list.collection.path.id)
        received.orderBy = try model { () throws(FirestoreError) in
            try PreparedOrder.parse(text: text)
        }
        // A cursor has a value for each order that is spelled out: the name must be one.
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
        let query = try prepared(received, list.collection)
        try DocumentAccess.check(query, list.role)
        var response = ListDocumentsResponse()
        var (last, bytes): (QueryMatch?, Int) = (nil, 0)
        try run(query, reading, patience) { match throws(RPCError) in
            guard response.documents.count < list.size, bytes < ServiceLimits.pageBytesMax else {
                if response.nextPageToken.isEmpty, let last {
                    response.nextPageToken = PageToken.encode(
                        .ordered, of: scope, try cursor(behind: last, of: query).wireBytes)
                }
                return
            }
            bytes += match.document.fields.count
            response.documents.append(
                try views.document(match, of: query, role: list.role, mask: list.mask))
            last = match
        }
        return response
    }

    private func prepared(
        _ received: StructuredQuery, _ collection: DocumentName
    ) throws(RPCError) -> PreparedQuery {
        let parent = collection.path.parent ?? .root
        return try model { () throws(FirestoreError) in
            try PreparedQuery(
                received, parent: parent.resourceName(in: collection.database),
                in: collection.database)
        }
    }

    private func cursor(
        behind match: QueryMatch, of query: PreparedQuery
    ) throws(RPCError) -> QueryCursor {
        let fields = try storing { () throws(StoreError) in try match.row.document.fields }
        let values = query.orders.map { order in
            order.path.isDocumentName
                ? Value.reference(match.path.resourceName(in: query.database))
                : fields.value(at: order.path) ?? .null
        }
        return QueryCursor(values, before: false)
    }
}
