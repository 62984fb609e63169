import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import ProtobufWire
import TTRPC
import Testing

@testable import Access
@testable import MirrorService

/// The document service alone on a socket of its own, for callers of a chosen role.
final class FirestoreServer {
    let database: DatabaseName
    let client: MirrorClient
    private let documents: DocumentStore
    private let transactions: TransactionTable
    private let server: RPCServer

    /// `role` is what this process may do; nil for the daemon's own user.
    init(_ directory: String, role: Role?, limits: QueryLimits = QueryLimits()) throws {
        database = try DatabaseName(project: "p")
        documents = try DocumentStore(
            path: directory + "/store",
            options: DocumentStoreOptions(memoryBytes: 16 << 20, sync: .off))
        let catalog = Catalog(
            store: documents, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        documents.register(catalog)
        try catalog.load()
        transactions = TransactionTable(clock: SystemClock.monotonicNanoseconds)
        documents.register(transactions)
        let history = DocumentHistory(of: documents)
        documents.register(history)
        let own = SystemProcess.uid
        let access =
            role.map { PeerRoles(ownUID: own &+ 1, rules: [PrincipalRule(uid: own, role: $0)]) }
            ?? PeerRoles(ownUID: own, rules: [])
        let refusals = Refusals { _ in }
        let service = FirestoreService(
            store: documents, callers: DocumentCallers(access),
            views: DocumentViews(catalog: catalog),
            history: history, transactions: transactions,
            streams: ListenService(
                store: documents, catalog: catalog, callers: DocumentCallers(access),
                providers: [], refusals: refusals, log: ServiceLog(format: .text)),
            providers: [], limits: limits, refusals: refusals)
        server = try RPCServer(methods: service.methods.map(\.method))
        try server.listen(at: directory + "/s")
        client = try MirrorClient(socket: directory + "/s")
    }

    func stop() throws {
        client.close()
        server.shutdown(drainSeconds: 5)
        transactions.endAll()
        try documents.close()
    }

    /// Writes past the service.
    func store(_ path: String, _ fields: Fields, database: String = "(default)") throws {
        try documents.commit([
            DocumentWrite(
                key: DocumentKey(database: database, path: try ResourcePath(path)),
                mutation: .set(fields: fields.mapValueBytes))
        ])
    }

    func name(_ path: String, database: String = "(default)") -> String {
        let root = "projects/p/databases/\(database)/documents"
        return path.isEmpty ? root : "\(root)/\(path)"
    }

    func call<Reply: WireMessage>(_ method: String, _ request: some WireMessage) throws -> Reply {
        try client.call(FirestoreMethod.service, method, request)
    }

    private func stream<Reply: WireMessage>(
        _ method: String, _ request: some WireMessage
    ) throws -> [Reply] {
        var replies: [Reply] = []
        try client.stream(FirestoreMethod.service, method, request) { (reply: Reply) in
            replies.append(reply)
        }
        return replies
    }

    func get(_ path: String, database: String = "(default)") throws -> Document {
        var request = GetDocumentRequest()
        request.name = name(path, database: database)
        return try call("GetDocument", request)
    }

    func batchGet(
        _ paths: [String], _ change: (inout BatchGetDocumentsRequest) -> Void = { _ in }
    ) throws -> [BatchGetDocumentsResponse] {
        var request = BatchGetDocumentsRequest()
        request.database = database.name
        request.documents = paths.map { name($0) }
        change(&request)
        return try stream("BatchGetDocuments", request)
    }

    func documents(
        _ query: StructuredQuery, parent: String = "", database: String = "(default)"
    ) throws -> [Document] {
        var request = RunQueryRequest()
        request.parent = name(parent, database: database)
        request.structuredQuery = query.wireBytes
        let responses: [RunQueryResponse] = try stream("RunQuery", request)
        return try responses.compactMap(\.document).map { try Document(wireBytes: $0) }
    }

    /// The `name` fields of a query's rows.
    func names(
        _ query: StructuredQuery, parent: String = "", database: String = "(default)"
    ) throws -> [Value?] {
        try documents(query, parent: parent, database: database).map { $0.fields["name"] }
    }

    func count(
        _ query: StructuredQuery,
        _ aggregations: [Aggregation] = [Aggregation(.count(upTo: nil))]
    ) throws {
        var received = StructuredAggregationQuery()
        received.query = query
        received.aggregations = aggregations
        var request = RunAggregationQueryRequest()
        request.parent = name("")
        request.structuredAggregationQuery = received.wireBytes
        let _: [RunAggregationQueryResponse] = try stream("RunAggregationQuery", request)
    }

    func partition(_ query: StructuredQuery) throws {
        var request = PartitionQueryRequest()
        request.parent = name("")
        request.structuredQuery = query.wireBytes
        request.partitionCount = 2
        let _: PartitionQueryResponse = try call("PartitionQuery", request)
    }

    func list(_ collection: String, orderBy: String) throws {
        var request = ListDocumentsRequest()
        request.parent = name("")
        request.collectionId = collection
        request.orderBy = orderBy
        let _: ListDocumentsResponse = try call("ListDocuments", request)
    }

    func collections(_ parent: String) throws {
        var request = ListCollectionIdsRequest()
        request.parent = name(parent)
        let _: ListCollectionIdsResponse = try call("ListCollectionIds", request)
    }
}
