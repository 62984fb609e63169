import FirestoreModel
import Memory
import StatusCodes
import Synchronization

/// An open transaction: one view for all of its reads, and its read set.
///
/// Optimistic concurrency control: nothing is locked. ``check(in:options:)`` validates the read set
/// under the commit lock.
public final class StoreTransaction: Sendable {
    /// Identifies the transaction to the client.
    public let id: [UInt8]
    /// The database id it belongs to.
    public let database: String
    /// Read-only transactions are never validated and must not write.
    public let isReadOnly: Bool
    /// Read time of all reads, microseconds since 1970; nil for the time of the first read.
    public let readTime: Int64?
    private let state = Mutex(State())
    /// The memory of the read set. REQUIRES: resized under the lock.
    private let lease: MemoryLease

    private struct State {
        var view: ReadView?
        /// Update times of the documents read by name; nil for those that did not exist.
        var documents: [DocumentKey: Int64?] = [:]
        var queries: [QueryRead] = []
        /// Bytes of the documents' keys, with what they cost.
        var bytes = 0
        /// The read set is known to be unchanged up to this commit.
        var checked: UInt64 = 0
    }

    init(
        id: [UInt8], database: String, isReadOnly: Bool, readTime: Int64?, memory: MemoryBudget
    ) {
        lease = MemoryLease(memory, .queries)
        self.id = id
        self.database = database
        self.isReadOnly = isReadOnly
        self.readTime = readTime
    }

    /// The view of all its reads: at the time of the first read, or at ``readTime``.
    public func view(
        of store: DocumentStore, _ history: DocumentHistory
    ) throws(Status) -> ReadView {
        try state.withLock { state throws(Status) in
            if let view = state.view { return view }
            let view =
                if let readTime {
                    try ReadView(of: store, at: readTime, history)
                } else {
                    try ReadView(of: store)
                }
            assert(state.documents.isEmpty && state.queries.isEmpty, "reads have a view")
            state.view = view
            state.checked = view.snapshot.version
            return view
        }
    }

    /// Adds documents that were read by name to the read set, nil for those that did not exist.
    /// Throws `invalidArgument` when there are too many, RESOURCE_EXHAUSTED where there is no
    /// memory for them.
    public func note(
        _ keys: [DocumentKey], _ documents: [RawDocument?]
    ) throws(Status) {
        guard !isReadOnly else { return }
        try state.withLock { state throws(Status) in
            precondition(keys.count == documents.count, "a document or none for every key")
            for (key, document) in zip(keys, documents) {
                let known = state.documents.updateValue(document?.updateTime, forKey: key)
                if known == nil {
                    state.bytes += key.bytes.count + DocumentStoreLimits.readBytes
                }
            }
            try lease.resize(to: state.bytes, for: "the transaction's read set")
            guard state.documents.count <= DocumentStoreLimits.transactionReadsMax else {
                throw Status(
                    .invalidArgument, "transaction",
                    "reads more than \(DocumentStoreLimits.transactionReadsMax) documents")
            }
        }
    }

    /// Adds a query to the read set.
    public func note(_ read: QueryRead) throws(Status) {
        guard !isReadOnly else { return }
        try state.withLock { state throws(Status) in
            precondition(state.view != nil, "a query was run on the view")
            state.queries.append(read)
            guard state.queries.count <= DocumentStoreLimits.transactionQueriesMax else {
                throw Status(
                    .invalidArgument, "transaction",
                    "runs more than \(DocumentStoreLimits.transactionQueriesMax) queries")
            }
        }
    }

    /// Validates the read set: throws `aborted` when a document or a query result has changed since
    /// it was read.
    ///
    /// REQUIRES, to be decisive: the commit lock held. An earlier call without the lock shortens
    /// that one. `options` are those of the queries.
    public func check(
        in store: DocumentStore, options: QueryOptions
    ) throws(Status) {
        try state.withLock { state throws(Status) in
            let last = store.lastCommit.version
            guard let view = state.view, last > state.checked else { return }
            precondition(!isReadOnly, "what only reads is never validated")
            assert(state.checked >= view.snapshot.version, "a check begins where the view ends")
            try Self.check(state.documents, store)
            if !state.queries.isEmpty {
                let keys = try Self.changedKeys(after: state.checked, database, store)
                for (key, path) in keys {
                    let before = try view.get(key).map { document throws(Status) in
                        try options.row(path, document)
                    }
                    let now = try store.get(key).map { document throws(Status) in
                        try options.row(path, document)
                    }
                    for query in state.queries where query.isTouched(path, before, now) {
                        throw Self.conflict
                    }
                }
            }
            state.checked = last
        }
    }

    private static let conflict = Status(
        .aborted, "transaction", "what it read has changed meanwhile; run it again")

    private static func check(
        _ documents: [DocumentKey: Int64?], _ store: DocumentStore
    ) throws(Status) {
        let keys = Array(documents.keys)
        try store.withDocuments(keys) { index, view throws(Status) in
            guard documents[keys[index]] == .some(view?.updateTime) else { throw conflict }
        }
    }

    /// The documents of `database` that commits after `version` changed.
    private static func changedKeys(
        after version: UInt64, _ database: String, _ store: DocumentStore
    ) throws(Status) -> [(DocumentKey, ResourcePath)] {
        let records: [ChangeRecord]
        do throws(Status) {
            records = try store.changes(after: version)
        } catch  where error.code == .failedPrecondition {
            throw Status(
                .aborted, "transaction", "too much has changed since its first read")
        }
        let prefix = DocumentKey.databasePrefix(database)
        var changed: [(DocumentKey, ResourcePath)] = []
        for key in Set(records.lazy.flatMap(\.entries).map(\.key))
        where key.bytes.starts(with: prefix) {
            do throws(Status) {
                changed.append((key, try key.decode().path))
            } catch {
                throw Status(.corruption, "changes", "malformed key")
            }
        }
        return changed
    }
}

/// A query that a transaction ran.
public struct QueryRead: Sendable {
    let query: PreparedQuery
    /// The last row where the limit truncated the result: rows after it were not read.
    let last: QueryRow?

    /// `rows` is the number of rows read, `last` the last of them.
    public init(
        _ query: PreparedQuery, rows: Int, last: QueryMatch?
    ) throws(Status) {
        self.query = query
        let isTruncated = rows > 0 && rows == query.limit && query.offset == 0
        self.last = isTruncated ? try last?.row : nil
    }

    /// A query whose last row is unknown: its whole result counts as read.
    public init(_ query: PreparedQuery) {
        self.query = query
        last = nil
    }

    /// Whether the change of a document from `before` to `now`, nil where missing or not matching,
    /// affects the rows read.
    func isTouched(_ path: ResourcePath, _ before: QueryRow?, _ now: QueryRow?) -> Bool {
        guard query.selects(path) else { return false }
        return isAmong(before) || isAmong(now)
    }

    private func isAmong(_ row: QueryRow?) -> Bool {
        guard let row, query.passes(row) else { return false }
        guard let last, query.nearest == nil else { return true }
        return query.compare(row, last) <= 0
    }
}
