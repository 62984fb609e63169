import FirestoreModel
import Synchronization

/// A transaction under way: one view for all of its reads, and what it has read.
///
/// Optimistic: nothing is locked. ``check(in:options:)`` tells, under the commit lock, whether
/// everything it read is still so.
public final class StoreTransaction: Sendable {
    /// Bytes that name it to the client.
    public let id: [UInt8]
    /// The database id it belongs to.
    public let database: String
    /// Read-only ones are never checked and may not write.
    public let isReadOnly: Bool
    /// Where all reads are to be as of a past moment, microseconds since 1970.
    public let readTime: Int64?
    private let state = Mutex(State())

    private struct State {
        var view: ReadView?
        /// Update times of the documents looked up; nil for those that were missing.
        var documents: [DocumentKey: Int64?] = [:]
        var queries: [QueryRead] = []
        /// Everything read is known to hold up to this commit.
        var checked: UInt64 = 0
    }

    init(id: [UInt8], database: String, isReadOnly: Bool, readTime: Int64?) {
        self.id = id
        self.database = database
        self.isReadOnly = isReadOnly
        self.readTime = readTime
    }

    /// What all of its reads see: the store at the first read, or at ``readTime``.
    public func view(
        of store: DocumentStore, _ history: DocumentHistory
    ) throws(StoreError) -> ReadView {
        try state.withLock { state throws(StoreError) in
            if let view = state.view { return view }
            let view =
                if let readTime {
                    try ReadView(of: store, at: readTime, history)
                } else {
                    try ReadView(of: store)
                }
            state.view = view
            state.checked = view.snapshot.version
            return view
        }
    }

    /// Notes documents that were looked up, nil where they were missing. Throws
    /// `invalidArgument` when it gets too many.
    public func note(
        _ keys: [DocumentKey], _ documents: [RawDocument?]
    ) throws(StoreError) {
        guard !isReadOnly else { return }
        try state.withLock { state throws(StoreError) in
            for (key, document) in zip(keys, documents) {
                state.documents[key] = .some(document?.updateTime)
            }
            guard state.documents.count <= DocumentStoreLimits.transactionReadsMax else {
                throw StoreError(
                    .invalidArgument, "transaction",
                    "reads more than \(DocumentStoreLimits.transactionReadsMax) documents")
            }
        }
    }

    /// Notes a query whose result was read.
    public func note(_ read: QueryRead) throws(StoreError) {
        guard !isReadOnly else { return }
        try state.withLock { state throws(StoreError) in
            state.queries.append(read)
            guard state.queries.count <= DocumentStoreLimits.transactionQueriesMax else {
                throw StoreError(
                    .invalidArgument, "transaction",
                    "runs more than \(DocumentStoreLimits.transactionQueriesMax) queries")
            }
        }
    }

    /// Throws `aborted` when a document or a query result that was read is another one now.
    ///
    /// To be called under the commit lock; a call before makes that one short. `options` are
    /// those of the queries.
    public func check(
        in store: DocumentStore, options: QueryOptions
    ) throws(StoreError) {
        try state.withLock { state throws(StoreError) in
            let last = store.lastCommit.version
            guard let view = state.view, last > state.checked else { return }
            try Self.check(state.documents, store)
            if !state.queries.isEmpty {
                let keys = try Self.changedKeys(after: state.checked, database, store)
                for (key, path) in keys {
                    let before = try view.get(key).map { document throws(StoreError) in
                        try options.row(path, document)
                    }
                    let now = try store.get(key).map { document throws(StoreError) in
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

    private static let conflict = StoreError(
        .aborted, "transaction", "what it read has changed meanwhile; run it again")

    private static func check(
        _ documents: [DocumentKey: Int64?], _ store: DocumentStore
    ) throws(StoreError) {
        let keys = Array(documents.keys)
        try store.withDocuments(keys) { index, view throws(StoreError) in
            guard documents[keys[index]] == .some(view?.updateTime) else { throw conflict }
        }
    }

    /// The documents of `database` that commits after `version` changed.
    private static func changedKeys(
        after version: UInt64, _ database: String, _ store: DocumentStore
    ) throws(StoreError) -> [(DocumentKey, ResourcePath)] {
        let records: [ChangeRecord]
        do throws(StoreError) {
            records = try store.changes(after: version)
        } catch  where error.code == .failedPrecondition {
            throw StoreError(
                .aborted, "transaction", "too much has changed since its first read")
        }
        let prefix = DocumentKey.databasePrefix(database)
        var changed: [(DocumentKey, ResourcePath)] = []
        for key in Set(records.lazy.flatMap(\.entries).map(\.key))
        where key.bytes.starts(with: prefix) {
            do throws(PathError) {
                changed.append((key, try key.decode().path))
            } catch {
                throw StoreError(.corruption, "changes", "malformed key")
            }
        }
        return changed
    }
}

/// A query that a transaction ran.
public struct QueryRead: Sendable {
    let query: PreparedQuery
    /// The last row where the limit cut the result: what sorts behind it was not read.
    let last: QueryRow?

    /// `rows` is how many rows came, `last` the last of them.
    public init(
        _ query: PreparedQuery, rows: Int, last: QueryMatch?
    ) throws(StoreError) {
        self.query = query
        let isCut = rows > 0 && rows == query.limit && query.offset == 0
        self.last = isCut ? try last?.row : nil
    }

    /// A query of which it is not known where it ended.
    public init(_ query: PreparedQuery) {
        self.query = query
        last = nil
    }

    /// Whether a document that was `before` and is `now`, nil where missing, is or was among the
    /// rows.
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
