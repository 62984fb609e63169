import FirestoreModel
import Memory
import Ordering
import StatusCodes
import Synchronization

/// The open transactions, bounded in number and lifetime.
///
/// A transaction holds a snapshot, which keeps old versions on disk; expired transactions are
/// removed by the first call or commit after their deadline.
public final class TransactionTable: CommitObserver {
    private struct Entry {
        let transaction: StoreTransaction
        let owner: UInt32?
        let begun: UInt64
        var used: UInt64

        /// Expires by age or by idle time, whichever is first.
        var deadline: UInt64 {
            min(
                begun &+ DocumentStoreLimits.transactionNanosecondsMax,
                used &+ DocumentStoreLimits.transactionIdleNanosecondsMax)
        }
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
        /// A lower bound of the entries' deadlines.
        var nextDeadline = UInt64.max

        func checkInvariants() {
            precondition(
                entries.count <= DocumentStoreLimits.transactionsMax, "transactions are bounded")
            precondition(
                entries.values.allSatisfy { $0.deadline >= nextDeadline },
                "no transaction is overlooked")
        }
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> UInt64
    /// How many one owner may have.
    public let perOwnerMax: Int
    private let memory: MemoryBudget

    /// `clock` gives monotonic nanoseconds; one owner has at most `perOwnerMax`.
    public init(
        perOwnerMax: Int = DocumentStoreLimits.transactionsMax / 2,
        memory: MemoryBudget = .unlimited,
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.clock = clock
        self.perOwnerMax = perOwnerMax
        self.memory = memory
    }

    /// How many there are.
    public var count: Int { state.withLock { $0.entries.count } }

    /// Begins one. Throws `full` when there are too many, of all owners or of `owner`.
    public func begin(
        database: String, isReadOnly: Bool, readTime: Int64? = nil, owner: UInt32? = nil
    ) throws(Status) -> StoreTransaction {
        let transaction = StoreTransaction(
            id: TransactionID.make(), database: database, isReadOnly: isReadOnly,
            readTime: readTime, memory: memory)
        let now = clock()
        try state.withLock { state throws(Status) in
            Self.sweep(&state, now)
            guard state.entries.count < DocumentStoreLimits.transactionsMax else {
                throw Status(
                    .full, "transaction",
                    "\(DocumentStoreLimits.transactionsMax) transactions are open")
            }
            if let owner {
                guard state.entries.values.count(where: { $0.owner == owner }) < perOwnerMax else {
                    throw Status(
                        .full, "transaction",
                        "\(perOwnerMax) transactions of user \(owner) are open; end some first "
                            + "(limits: transactions_per_user)")
                }
            }
            let entry = Entry(transaction: transaction, owner: owner, begun: now, used: now)
            precondition(state.entries[transaction.id] == nil, "ids are distinct")
            state.entries[transaction.id] = entry
            state.nextDeadline = min(state.nextDeadline, entry.deadline)
            #if DEBUG
                state.checkInvariants()
            #endif
        }
        return transaction
    }

    /// The transaction `id` of `database`. Throws `aborted` when it has ended, `invalidArgument`
    /// for a malformed id or one of another database.
    public func use(_ id: [UInt8], database: String) throws(Status) -> StoreTransaction {
        guard TransactionID.isWellFormed(id) else {
            throw Status(.invalidArgument, "transaction", "the id is malformed")
        }
        let now = clock()
        return try state.withLock { state throws(Status) in
            Self.sweep(&state, now)
            guard let transaction = state.entries[id]?.transaction else {
                throw Status(
                    .aborted, "transaction", "the transaction has expired or ended")
            }
            guard ByteOrder.equal(transaction.database, database) else {
                throw Status(
                    .invalidArgument, "transaction", "the id is another database's")
            }
            assert(state.entries[id].map { $0.begun <= now } ?? false, "the clock does not go back")
            state.entries[id]?.used = now
            return transaction
        }
    }

    /// Ends the transaction; false if it had ended already.
    @discardableResult
    public func end(_ id: [UInt8]) -> Bool {
        state.withLock { $0.entries.removeValue(forKey: id) } != nil
    }

    /// Ends all of them, so that the store can be closed.
    public func endAll() { state.withLock { $0.entries.removeAll() } }

    public func prepare(changes: [DocumentChange], batch: CommitBatch) {}

    public func committed(changes: [DocumentChange], version: UInt64, time: Int64) {
        let now = clock()
        state.withLock { Self.sweep(&$0, now) }
    }

    private static func sweep(_ state: inout State, _ now: UInt64) {
        guard now >= state.nextDeadline else { return }
        state.entries = state.entries.filter { $0.value.deadline > now }
        state.nextDeadline = state.entries.values.map(\.deadline).min() ?? .max
        assert(state.nextDeadline > now, "whose time is over is gone")
    }
}

/// Transaction ids: a version byte and 128 random bits, which cannot be guessed.
enum TransactionID {
    private static let version: UInt8 = 1
    private static let bytesCount = 17

    static func make() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return [version]
            + (1..<bytesCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    static func isWellFormed(_ id: [UInt8]) -> Bool {
        id.count == bytesCount && id[0] == version
    }
}
