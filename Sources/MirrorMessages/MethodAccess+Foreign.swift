// Whom the methods of other people's protos are for: those files are not ours to write options in.

extension FirestoreMethod {
    /// Every method is let through, since the service looks at each document by itself.
    public var access: MethodAccess {
        switch self {
        case .getDocument, .listDocuments, .createDocument, .updateDocument, .deleteDocument,
            .batchGetDocuments, .beginTransaction, .commit, .rollback, .runQuery,
            .runAggregationQuery, .executePipeline, .partitionQuery, .listCollectionIds,
            .batchWrite, .write, .listen:
            .everybody
        }
    }
}

extension HealthMethod {
    /// Whether the daemon serves is no secret.
    public var access: MethodAccess {
        switch self {
        case .check, .watch: .everybody
        }
    }
}
