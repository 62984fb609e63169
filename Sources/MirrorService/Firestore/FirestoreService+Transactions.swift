import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    func beginTransaction(
        _ request: BeginTransactionRequest, _ call: DocumentCall
    ) throws(Status) -> BeginTransactionResponse {
        let database = try databaseName(request.database)
        let options = try TransactionOptions(request: request.options ?? [])
        var response = BeginTransactionResponse()
        response.transaction = try begin(
            options, in: database, unspecifiedReads: false, of: call.uid
        ).id
        return response
    }

    /// Begins a transaction. Without a mode it is read-only where `unspecifiedReads`.
    func begin(
        _ options: TransactionOptions, in database: DatabaseName, unspecifiedReads: Bool,
        of owner: UInt32?
    ) throws(Status) -> StoreTransaction {
        switch options.mode {
        case .unspecified:
            return try begin(database, isReadOnly: unspecifiedReads, of: owner)
        case .readOnly(let time):
            if let time, !time.isValid {
                throw Status(.invalidArgument, "transaction", "read_time is no time")
            }
            let transaction = try begin(
                database, isReadOnly: true, readTime: time?.microseconds, of: owner)
            do throws(Status) {
                // Reports an unreadable read time now rather than at the first read.
                if time != nil { _ = try transaction.view(of: store, history) }
            } catch {
                transactions.end(transaction.id)
                throw error
            }
            return transaction
        case .readWrite:
            // The retried transaction is not ended: it holds no locks, and Python's client, used
            // from several threads, may name one that is still open.
            return try begin(database, isReadOnly: false, of: owner)
        }
    }

    private func begin(
        _ database: DatabaseName, isReadOnly: Bool, readTime: Int64? = nil, of owner: UInt32?
    ) throws(Status) -> StoreTransaction {
        do throws(Status) {
            return try transactions.begin(
                database: database.database, isReadOnly: isReadOnly, readTime: readTime,
                owner: owner)
        } catch {
            if error.code == .resourceExhausted, let owner {
                refusals.note(
                    ShareRefusal(.transactions, uid: owner, limit: transactions.perOwnerMax))
            }
            throw error
        }
    }

    func rollback(
        _ request: RollbackRequest, _ call: DocumentCall
    ) throws(Status) -> [UInt8] {
        let database = try databaseName(request.database)
        do throws(Status) {
            _ = try transactions.use(request.transaction, database: database.database)
        } catch {
            // A transaction that has already ended counts as rolled back.
            guard error.code == .aborted else { throw error }
        }
        transactions.end(request.transaction)
        return []
    }

    func commit(
        _ request: CommitRequest, _ call: DocumentCall
    ) throws(Status) -> CommitResponse {
        let role = call.caller
        if !request.writes.isEmpty { try requireWriter(role) }
        let database = try databaseName(request.database)
        let writes = try decodedWrites(request.writes)
        let prepared = try PreparedCommit.prepare(writes, in: database)
        let answer = try apply(
            prepared, database, request.transaction, DocumentOrigin(role, .commit))
        var response = CommitResponse()
        response.writeResults = answer.results.map(\.wireBytes)
        response.commitTime = WireTimestamp(microseconds: answer.commitTime.microseconds)
        return response
    }

    /// Commits, and ends the transaction `id` unless it is empty.
    private func apply(
        _ writes: [PreparedWrite], _ database: DatabaseName, _ id: [UInt8],
        _ origin: DocumentOrigin
    ) throws(Status) -> DocumentCommitter.Answer {
        guard !id.isEmpty else {
            return try committer.commit(writes, in: database, from: origin)
        }
        let transaction = try transactions.use(id, database: database.database)
        guard writes.isEmpty || !transaction.isReadOnly else {
            throw Status(.invalidArgument, "a read-only transaction cannot write")
        }
        guard transactions.end(id) else {
            throw Status(.aborted, "the transaction has expired or ended")
        }
        guard !writes.isEmpty else {
            return try committer.commit([], in: database, from: origin)
        }
        let options = views.queryOptions(in: database)
        let check = { () throws(Status) in
            try transaction.check(in: store, options: options)
        }
        // Validates before the commit lock is taken, which shortens the validation under it.
        try check()
        return try committer.commit(writes, in: database, from: origin, checking: check)
    }
}
