import Access
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import ProtobufWire
import StatusCodes
import Sync
import TTRPC

/// Whether a call has been cancelled.
typealias CancellationCheck = @Sendable () -> Bool

/// google.firestore.v1.Firestore: the tree as documents, with Google's own messages.
///
/// Any project id is accepted; each database id is a separate tree, created by its first write. The
/// mirror's tree is `(default)`.
struct FirestoreService: RPCService, Sendable {
    let store: DocumentStore
    let callers: DocumentCallers
    let views: DocumentViews
    let committer: DocumentCommitter
    let history: DocumentHistory
    let transactions: TransactionTable
    let streams: ListenService
    let limits: QueryLimits
    let refusals: Refusals

    init(
        store: DocumentStore, callers: DocumentCallers, views: DocumentViews,
        history: DocumentHistory, transactions: TransactionTable, streams: ListenService,
        providers: [POSProvider], limits: QueryLimits, refusals: Refusals,
        log: @escaping @Sendable (LogEntry) -> Void = { _ in }
    ) {
        self.store = store
        self.callers = callers
        self.views = views
        self.history = history
        self.transactions = transactions
        self.streams = streams
        self.limits = limits
        self.refusals = refusals
        committer = DocumentCommitter(store: store, providers: providers, log: log)
    }

    func handler(_ method: FirestoreMethod) -> RPCHandler {
        switch method {
        case .getDocument: encoded(FirestoreCall.getDocument, get)
        case .listDocuments: unary(FirestoreCall.listDocuments, list)
        case .createDocument: encoded(FirestoreCall.createDocument, create)
        case .updateDocument: encoded(FirestoreCall.updateDocument, update)
        case .deleteDocument: encoded(FirestoreCall.deleteDocument, delete)
        case .batchGetDocuments: stream(FirestoreCall.batchGetDocuments, batchGet)
        case .beginTransaction: unary(FirestoreCall.beginTransaction, beginTransaction)
        case .commit: unary(FirestoreCall.commit, commit)
        case .rollback: encoded(FirestoreCall.rollback, rollback)
        case .runQuery: stream(FirestoreCall.runQuery, runQuery)
        case .runAggregationQuery: stream(FirestoreCall.runAggregationQuery, runAggregation)
        case .executePipeline: stream(FirestoreCall.executePipeline, executePipeline)
        case .partitionQuery: unary(FirestoreCall.partitionQuery, partition)
        case .listCollectionIds: unary(FirestoreCall.listCollectionIds, listCollectionIds)
        case .batchWrite: unary(FirestoreCall.batchWrite, batchWrite)
        case .write: streams.write
        case .listen: streams.listen
        }
    }

    /// A unary method whose reply `body` returns encoded.
    private func encoded<Request: WireMessage, Reply>(
        _ call: UnaryCall<Request, Reply>,
        _ body: @escaping @Sendable (Request, DocumentCall) throws(Status) -> [UInt8]
    ) -> RPCHandler {
        .unary { context, payload throws(Status) in
            try body(
                try Request(request: payload), DocumentCall(callers.caller(context), context))
        }
    }

    /// A unary method.
    private func unary<Request: WireMessage, Reply: WireMessage>(
        _ call: UnaryCall<Request, Reply>,
        _ body: @escaping @Sendable (Request, DocumentCall) throws(Status) -> Reply
    ) -> RPCHandler {
        encoded(call) { request, call throws(Status) in try body(request, call).wireBytes }
    }

    /// What a unary query may cost.
    func cost(_ call: DocumentCall) -> QueryCost {
        QueryCost(
            limits: limits, turn: call.turn, isCancelled: call.isCancelled, memory: store.memory,
            onExhausted: noteQuery(of: call.uid))
    }

    /// What a streamed query may cost.
    func cost(_ stream: ServerStream) -> QueryCost {
        QueryCost(
            limits: limits, turn: stream.turn, isCancelled: { stream.isClosed },
            memory: store.memory, onExhausted: noteQuery(of: stream.peer.uid))
    }

    /// Notes that a query was ended because it cost too much.
    private func noteQuery(of uid: UInt32) -> @Sendable (Int, String) -> Void {
        { [refusals] limit, setting in
            refusals.note(ShareRefusal(.queries, uid: uid, limit: limit, setting: setting))
        }
    }

    /// A server-streaming method.
    private func stream<Request: WireMessage, Reply>(
        _ call: StreamCall<Request, Reply>,
        _ body: @escaping @Sendable (Request, DocumentCaller, ServerStream) throws(Status) -> Void
    ) -> RPCHandler {
        .stream { context, payload, stream throws(Status) in
            try body(try Request(request: payload), callers.caller(context), stream)
        }
    }
}

/// A unary call for documents: who makes it, and how long somebody waits for it.
struct DocumentCall: Sendable {
    let caller: DocumentCaller
    /// Nanoseconds of the monotonic clock; nil where the caller has endless patience.
    private let deadline: UInt64?
    let uid: UInt32
    let turn: CallTurn?

    init(_ caller: DocumentCaller, _ context: borrowing CallContext) {
        self.caller = caller
        deadline = context.deadlineNanoseconds
        uid = context.peer.uid
        turn = context.turn
    }

    /// Says whether nobody waits any more.
    var isCancelled: CancellationCheck {
        { [deadline] in deadline.map { SystemClock.monotonicNanoseconds() >= $0 } ?? false }
    }
}
