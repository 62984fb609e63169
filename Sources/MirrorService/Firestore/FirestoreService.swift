import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import ProtobufWire
import Sync
import TTRPC

/// Whether a call has been cancelled.
typealias Patience = @Sendable () -> Bool

/// google.firestore.v1.Firestore: the tree as documents, with Google's own messages.
///
/// Any project id is accepted; each database id is a separate tree, created by its first write. The
/// mirror's tree is `(default)`.
struct FirestoreService: Sendable {
    static let name = "google.firestore.v1.Firestore"
    let store: DocumentStore
    let callers: DocumentCallers
    let views: DocumentViews
    let committer: DocumentCommitter
    let history: DocumentHistory
    let transactions: TransactionTable

    init(
        store: DocumentStore, callers: DocumentCallers, views: DocumentViews,
        history: DocumentHistory, transactions: TransactionTable, providers: [POSProvider],
        log: @escaping @Sendable (LogEntry) -> Void = { _ in }
    ) {
        self.store = store
        self.callers = callers
        self.views = views
        self.history = history
        self.transactions = transactions
        committer = DocumentCommitter(store: store, providers: providers, log: log)
    }

    var methods: [RPCMethod] {
        readMethods + listMethods + queryMethods + partitionMethods + writeMethods
            + transactionMethods
    }

    /// A unary method.
    func unary<Request: WireMessage>(
        _ method: String,
        _ body: @escaping @Sendable (Request, DocumentCaller) throws(RPCError) -> [UInt8]
    ) -> RPCMethod {
        unary(method) { (request: Request, role, _) throws(RPCError) in try body(request, role) }
    }

    /// As above for a long method, which can check for cancellation.
    func unary<Request: WireMessage>(
        _ method: String,
        _ body:
            @escaping @Sendable (Request, DocumentCaller, @escaping Patience) throws(RPCError)
            -> [UInt8]
    ) -> RPCMethod {
        RPCMethod(
            Self.name, method,
            .unary { context, payload throws(RPCError) in
                let deadline = context.deadlineNanoseconds
                let patience: Patience = {
                    deadline.map { SystemClock.monotonicNanoseconds() >= $0 } ?? false
                }
                return try body(try Request(request: payload), callers.caller(context), patience)
            })
    }

    /// A server-streaming method.
    func streaming<Request: WireMessage>(
        _ method: String,
        _ body: @escaping @Sendable (Request, DocumentCaller, ServerStream) throws(RPCError) -> Void
    ) -> RPCMethod {
        RPCMethod(
            Self.name, method,
            .stream { context, payload, stream throws(RPCError) in
                try body(try Request(request: payload), callers.caller(context), stream)
            })
    }
}
