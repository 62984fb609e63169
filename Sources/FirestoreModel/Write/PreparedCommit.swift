import StatusCodes

/// Structural checks over all writes of a request.
public enum PreparedCommit {
    /// The writes of a Commit or of a message on a Write stream: applied in order, all or
    /// nothing. INVALID_ARGUMENT when any write is malformed, when a verified document is
    /// verified or written again, or when one document has too many transforms.
    public static func prepare(
        _ writes: [Write], in database: DatabaseName
    ) throws(Status) -> [PreparedWrite] {
        let prepared = try prepareEach(writes, database)
        var transformCounts: [ResourcePath: Int] = [:]
        var verified: Set<ResourcePath> = []
        var touched: Set<ResourcePath> = []
        for write in prepared {
            let isFirst = touched.insert(write.path).inserted
            if write.operation == .verify { verified.insert(write.path) }
            guard isFirst || !verified.contains(write.path) else {
                throw .invalid("a verified document is verified or written again")
            }
            guard !write.transforms.isEmpty else { continue }
            let count = transformCounts[write.path, default: 0] + write.transforms.count
            guard count <= FirestoreLimits.transformsPerDocumentMax else {
                let most = FirestoreLimits.transformsPerDocumentMax
                throw .invalid("more than \(most) transforms of a document")
            }
            transformCounts[write.path] = count
        }
        return prepared
    }

    /// The writes of a BatchWrite: each its own commit. INVALID_ARGUMENT also when a document is
    /// named twice.
    public static func prepareBatch(
        _ writes: [Write], in database: DatabaseName
    ) throws(Status) -> [PreparedWrite] {
        let prepared = try prepare(writes, in: database)
        guard Set(prepared.map(\.path)).count == prepared.count else {
            throw .invalid("a batch write names a document twice")
        }
        return prepared
    }

    private static func prepareEach(
        _ writes: [Write], _ database: DatabaseName
    ) throws(Status) -> [PreparedWrite] {
        var prepared: [PreparedWrite] = []
        prepared.reserveCapacity(writes.count)
        for write in writes { prepared.append(try PreparedWrite(write, in: database)) }
        return prepared
    }
}
