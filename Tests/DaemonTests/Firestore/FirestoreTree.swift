import FirestoreModel
import MirrorClient
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

/// A tree of a running daemon, spoken to in raw google.firestore.v1.
struct FirestoreTree {
    static let service = "google.firestore.v1.Firestore"
    let client: MirrorClient
    let database: DatabaseName

    init(_ client: MirrorClient, database: String = "test") throws {
        self.client = client
        self.database = try DatabaseName(project: "p", database: database)
    }

    /// The resource name of a path; the root's for an empty one.
    func name(_ path: String) -> String {
        path.isEmpty ? database.documentsRoot : "\(database.documentsRoot)/\(path)"
    }

    func call<Reply: WireMessage>(_ method: String, _ request: some WireMessage) throws -> Reply {
        try client.call(Self.service, method, request)
    }

    /// All messages of a server stream.
    func stream<Reply: WireMessage>(
        _ method: String, _ request: some WireMessage
    ) throws -> [Reply] {
        var replies: [Reply] = []
        try client.stream(Self.service, method, request) { (reply: Reply) in
            replies.append(reply)
        }
        return replies
    }

    // MARK: Writes

    /// What a commit said.
    struct Committed {
        let time: Timestamp
        let results: [WriteResult]
    }

    @discardableResult
    func commit(_ writes: [Write], transaction: [UInt8]? = nil) throws -> Committed {
        var request = CommitRequest()
        request.database = database.name
        request.writes = writes.map(\.wireBytes)
        request.transaction = transaction ?? []
        let response: CommitResponse = try call("Commit", request)
        return Committed(
            time: Timestamp(try #require(response.commitTime)),
            results: try response.writeResults.map { try WriteResult(wireBytes: $0) })
    }

    func update(
        _ path: String, _ fields: Fields, mask: [String]? = nil,
        transforms: [FieldTransform] = [], if condition: Precondition? = nil
    ) -> Write {
        Write(
            .update(Document(name: name(path), fields: fields)), updateMask: mask,
            updateTransforms: transforms, currentDocument: condition)
    }

    func delete(_ path: String, if condition: Precondition? = nil) -> Write {
        Write(.delete(name(path)), currentDocument: condition)
    }

    @discardableResult
    func set(_ path: String, _ fields: Fields) throws -> Committed {
        try commit([update(path, fields)])
    }

    func create(
        _ collection: String, id: String, _ fields: Fields = [:], parent: String = ""
    ) throws -> Document {
        var request = CreateDocumentRequest()
        request.parent = name(parent)
        request.collectionId = collection
        request.documentId = id
        request.document = Document(name: "", fields: fields).wireBytes
        return try call("CreateDocument", request)
    }

    // MARK: Reads

    func get(
        _ path: String, mask: [String]? = nil, transaction: [UInt8]? = nil, at: Timestamp? = nil
    ) throws -> Document {
        var request = GetDocumentRequest()
        request.name = name(path)
        request.mask = mask.map(maskBytes)
        request.transaction = transaction
        request.readTime = at.map(WireTimestamp.init)
        return try call("GetDocument", request)
    }

    /// The fields; nil where the document is missing.
    func fields(_ path: String, transaction: [UInt8]? = nil) throws -> Fields? {
        do {
            return try get(path, transaction: transaction).fields
        } catch let error as MirrorClientError where error.code == .notFound {
            return nil
        }
    }

    func batchGet(
        _ paths: [String], _ change: (inout BatchGetDocumentsRequest) -> Void = { _ in }
    ) throws -> [BatchGetDocumentsResponse] {
        var request = BatchGetDocumentsRequest()
        request.database = database.name
        request.documents = paths.map(name)
        change(&request)
        return try stream("BatchGetDocuments", request)
    }

    func run(
        _ query: StructuredQuery, parent: String = "",
        _ change: (inout RunQueryRequest) -> Void = { _ in }
    ) throws -> [RunQueryResponse] {
        var request = RunQueryRequest()
        request.parent = name(parent)
        request.structuredQuery = query.wireBytes
        change(&request)
        return try stream("RunQuery", request)
    }

    func documents(
        _ query: StructuredQuery, parent: String = "", transaction: [UInt8]? = nil
    ) throws -> [Document] {
        try run(query, parent: parent) { $0.transaction = transaction }
            .compactMap(\.document).map { try Document(wireBytes: $0) }
    }

    /// The last ids of a query's rows.
    func ids(
        _ query: StructuredQuery, parent: String = "", transaction: [UInt8]? = nil
    ) throws -> [String] {
        try documents(query, parent: parent, transaction: transaction).map {
            String($0.name.split(separator: "/").last ?? "")
        }
    }

    func aggregate(
        _ query: StructuredQuery, _ aggregations: [Aggregation],
        _ change: (inout RunAggregationQueryRequest) -> Void = { _ in }
    ) throws -> Fields {
        var received = StructuredAggregationQuery()
        received.query = query
        received.aggregations = aggregations
        var request = RunAggregationQueryRequest()
        request.parent = name("")
        request.structuredAggregationQuery = received.wireBytes
        change(&request)
        let responses: [RunAggregationQueryResponse] = try stream("RunAggregationQuery", request)
        #expect(responses.count == 1)
        // An AggregationResult's fields have the number of a document's.
        return try Document(wireBytes: try #require(responses.first?.result)).fields
    }

    // MARK: Transactions

    func begin(_ mode: TransactionOptions.Mode = .unspecified) throws -> [UInt8] {
        var request = BeginTransactionRequest()
        request.database = database.name
        request.options = TransactionOptions(mode).wireBytes
        let response: BeginTransactionResponse = try call("BeginTransaction", request)
        return response.transaction
    }

    func rollback(_ transaction: [UInt8]) throws {
        var request = RollbackRequest()
        request.database = database.name
        request.transaction = transaction
        let _: Blob = try call("Rollback", request)
    }
}

/// DocumentMask bytes.
func maskBytes(_ paths: [String]) -> [UInt8] {
    var writer = WireWriter()
    for path in paths { writer.string(1, path) }
    return writer.bytes
}

extension Timestamp {
    init(_ time: WireTimestamp) { self.init(seconds: time.seconds, nanos: time.nanos) }
}

extension WireTimestamp {
    init(_ time: Timestamp) { self.init(microseconds: time.microseconds) }
}

/// Runs a daemon and gives `body` an empty tree of it.
func withTree(_ body: (FirestoreTree) throws -> Void) throws {
    try withDaemon(products: 5) { daemon in try body(try FirestoreTree(daemon.client)) }
}

/// Expects the call to fail with `code`.
func expect(
    _ code: StatusCode, _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) {
    #expect(sourceLocation: location) { try body() } throws: {
        ($0 as? MirrorClientError)?.code == code
    }
}
