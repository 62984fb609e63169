import Access
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes

/// The consistency selector of a read: now, a read time, or a transaction.
enum ReadSelector {
    case now
    case at(Int64)
    case transaction([UInt8])
    case new(TransactionOptions)

    /// From a request's consistency_selector; INVALID_ARGUMENT for two at once or an invalid time.
    init(
        _ transaction: [UInt8]?, _ readTime: WireTimestamp?, _ newTransaction: [UInt8]? = nil
    ) throws(Status) {
        // An empty id means no transaction.
        let id = transaction ?? []
        switch (id.isEmpty, readTime, newTransaction) {
        case (true, nil, nil): self = .now
        case (false, nil, nil): self = .transaction(id)
        case (true, nil, let options?): self = .new(try TransactionOptions(request: options))
        case (true, let time?, nil):
            self = .at(
                try Self.moment(Timestamp(seconds: time.seconds, nanos: time.nanos)))
        default:
            throw Status(.invalidArgument, "more than one consistency_selector is given")
        }
    }

    /// Microseconds since 1970, floored; INVALID_ARGUMENT for an invalid time.
    static func moment(_ time: Timestamp) throws(Status) -> Int64 {
        guard time.isValid else { throw Status(.invalidArgument, "read_time is no time") }
        return time.microseconds
    }
}

/// The view that one request reads, and the transaction whose read set it extends.
struct ReadScope: Sendable {
    let view: ReadView
    let database: DatabaseName
    let transaction: StoreTransaction?
    /// The id of the transaction that the request began, for the first response.
    var newTransaction: [UInt8]?

    /// Microseconds since 1970.
    var readTime: Int64 { view.readTime }

    /// The documents in the order of `keys`; nil for those that do not exist.
    func documents(_ keys: [DocumentKey]) throws(Status) -> [RawDocument?] {
        let documents = try view.getMany(keys)
        try transaction?.note(keys, documents)
        return documents
    }

    /// Adds a query to the transaction's read set.
    func note(_ query: PreparedQuery, rows: Int, last: QueryMatch?) throws(Status) {
        guard let transaction, !transaction.isReadOnly else { return }
        try transaction.note(try QueryRead(query, rows: rows, last: last))
    }

    /// Adds a whole collection to the transaction's read set.
    func noteWhole(_ collection: DocumentName) throws(Status) {
        guard let transaction, let parent = collection.path.parent else { return }
        let query = try PreparedQuery(
            StructuredQuery(collection: collection.path.id),
            parent: parent.resourceName(in: database), in: database)
        try transaction.note(QueryRead(query))
    }

    /// Ids of the collections below `parent`, those above `after` and at most `limit`.
    func collectionIds(
        below parent: DocumentName, after: String?, limit: Int
    ) throws(Status) -> [String] {
        try view.collectionIds(
            database: database.database, below: parent.path, after: after, limit: limit)
    }
}

extension FirestoreService {
    /// The view of `selector`; a transaction that it begins is of `owner`.
    func reading(
        _ selector: ReadSelector, in database: DatabaseName, of owner: UInt32? = nil
    ) throws(Status) -> ReadScope {
        switch selector {
        case .now:
            return ReadScope(view: try ReadView(of: store), database: database, transaction: nil)
        case .at(let time):
            return ReadScope(
                view: try ReadView(of: store, at: time, history), database: database,
                transaction: nil)
        case .transaction(let id):
            let transaction = try transactions.use(id, database: database.database)
            return ReadScope(
                view: try transaction.view(of: store, history), database: database,
                transaction: transaction)
        case .new(let options):
            let transaction = try begin(
                options, in: database, unspecifiedReads: true, of: owner)
            do throws(Status) {
                return ReadScope(
                    view: try transaction.view(of: store, history), database: database,
                    transaction: transaction, newTransaction: transaction.id)
            } catch {
                transactions.end(transaction.id)
                throw error
            }
        }
    }
}
