// Whose threads answer the methods of other people's protos.

extension FirestoreMethod {
    public var work: MethodWork {
        switch self {
        case .getDocument, .batchGetDocuments, .beginTransaction, .rollback, .executePipeline:
            .point
        case .createDocument, .updateDocument, .deleteDocument, .commit, .batchWrite: .commit
        case .runQuery, .runAggregationQuery, .listCollectionIds: .query
        case .listDocuments, .partitionQuery: .scan
        case .write, .listen: .loop
        }
    }
}

extension HealthMethod {
    public var work: MethodWork {
        switch self {
        case .check, .watch: .loop
        }
    }
}
