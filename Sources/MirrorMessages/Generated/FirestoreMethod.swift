// Written by Protocol/generate.py from Protocol/google/firestore/v1/firestore.proto; change that file instead.

/// The methods of `google.firestore.v1.Firestore`.
public enum FirestoreMethod: String, ServiceMethod {
    case getDocument = "GetDocument"
    case listDocuments = "ListDocuments"
    case createDocument = "CreateDocument"
    case updateDocument = "UpdateDocument"
    case deleteDocument = "DeleteDocument"
    case batchGetDocuments = "BatchGetDocuments"
    case beginTransaction = "BeginTransaction"
    case commit = "Commit"
    case rollback = "Rollback"
    case runQuery = "RunQuery"
    case runAggregationQuery = "RunAggregationQuery"
    /// Refused: pipelines belong to another edition of the database.
    case executePipeline = "ExecutePipeline"
    case partitionQuery = "PartitionQuery"
    case listCollectionIds = "ListCollectionIds"
    case batchWrite = "BatchWrite"
    case write = "Write"
    case listen = "Listen"

    public static let service = "google.firestore.v1.Firestore"

    public var streaming: MethodStreaming {
        switch self {
        case .getDocument, .listDocuments, .createDocument, .updateDocument, .deleteDocument,
            .beginTransaction, .commit, .rollback, .partitionQuery, .listCollectionIds, .batchWrite:
            .unary
        case .batchGetDocuments, .runQuery, .runAggregationQuery, .executePipeline: .server
        case .write, .listen: .both
        }
    }
}

/// The methods of `google.firestore.v1.Firestore` with their messages.
public enum FirestoreCall {
    public static let getDocument = UnaryCall<GetDocumentRequest, ForeignMessage>(
        FirestoreMethod.getDocument)
    public static let listDocuments = UnaryCall<ListDocumentsRequest, ListDocumentsResponse>(
        FirestoreMethod.listDocuments)
    public static let createDocument = UnaryCall<CreateDocumentRequest, ForeignMessage>(
        FirestoreMethod.createDocument)
    public static let updateDocument = UnaryCall<UpdateDocumentRequest, ForeignMessage>(
        FirestoreMethod.updateDocument)
    public static let deleteDocument = UnaryCall<DeleteDocumentRequest, ForeignMessage>(
        FirestoreMethod.deleteDocument)
    public static let batchGetDocuments = StreamCall<BatchGetDocumentsRequest, BatchGetDocumentsResponse>(
        FirestoreMethod.batchGetDocuments)
    public static let beginTransaction = UnaryCall<BeginTransactionRequest, BeginTransactionResponse>(
        FirestoreMethod.beginTransaction)
    public static let commit = UnaryCall<CommitRequest, CommitResponse>(FirestoreMethod.commit)
    public static let rollback = UnaryCall<RollbackRequest, ForeignMessage>(
        FirestoreMethod.rollback)
    public static let runQuery = StreamCall<RunQueryRequest, RunQueryResponse>(
        FirestoreMethod.runQuery)
    public static let runAggregationQuery = StreamCall<RunAggregationQueryRequest, RunAggregationQueryResponse>(
        FirestoreMethod.runAggregationQuery)
    public static let executePipeline = StreamCall<ExecutePipelineRequest, ExecutePipelineResponse>(
        FirestoreMethod.executePipeline)
    public static let partitionQuery = UnaryCall<PartitionQueryRequest, PartitionQueryResponse>(
        FirestoreMethod.partitionQuery)
    public static let listCollectionIds = UnaryCall<ListCollectionIdsRequest, ListCollectionIdsResponse>(
        FirestoreMethod.listCollectionIds)
    public static let batchWrite = UnaryCall<BatchWriteRequest, BatchWriteResponse>(
        FirestoreMethod.batchWrite)
    public static let write = ExchangeCall<WriteRequest, WriteResponse>(FirestoreMethod.write)
    public static let listen = ExchangeCall<ListenRequest, ListenResponse>(FirestoreMethod.listen)
}
