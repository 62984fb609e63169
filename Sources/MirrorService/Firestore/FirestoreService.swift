import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import TTRPC

/// Says whether nobody waits for a call any more.
typealias Patience = @Sendable () -> Bool

/// google.firestore.v1.Firestore: the tree as documents, with Google's own messages.
///
/// Any project id is accepted; each database id is a tree of its own, which its first write
/// makes. The mirror's tree is `(default)`.
struct FirestoreService: Sendable {
    static let name = "google.firestore.v1.Firestore"
    let store: DocumentStore
    let access: Access
    let views: DocumentViews
    let committer: DocumentCommitter
    let history: DocumentHistory
    let transactions: TransactionTable

    init(
        store: DocumentStore, access: Access, views: DocumentViews, history: DocumentHistory,
        transactions: TransactionTable
    ) {
        self.store = store
        self.access = access
        self.views = views
        self.history = history
        self.transactions = transactions
        committer = DocumentCommitter(store: store)
    }

    var methods: [RPCMethod] {
        readMethods + listMethods + queryMethods + partitionMethods + writeMethods
            + transactionMethods
    }

    /// A method that answers one message with one.
    func unary<Request: WireMessage>(
        _ method: String, _ body: @escaping @Sendable (Request, Role) throws(RPCError) -> [UInt8]
    ) -> RPCMethod {
        unary(method) { (request: Request, role, _) throws(RPCError) in try body(request, role) }
    }

    /// As above for one that may take long and is told when nobody waits any more.
    func unary<Request: WireMessage>(
        _ method: String,
        _ body: @escaping @Sendable (Request, Role, @escaping Patience) throws(RPCError)
            -> [UInt8]
    ) -> RPCMethod {
        RPCMethod(
            Self.name, method,
            .unary { context, payload throws(RPCError) in
                let deadline = context.deadlineNanoseconds
                let patience: Patience = {
                    deadline.map { SystemClock.monotonicNanoseconds() >= $0 } ?? false
                }
                return try body(try Request(request: payload), access.role(context), patience)
            })
    }

    /// A method that answers one message with several.
    func streaming<Request: WireMessage>(
        _ method: String,
        _ body: @escaping @Sendable (Request, Role, ServerStream) throws(RPCError) -> Void
    ) -> RPCMethod {
        RPCMethod(
            Self.name, method,
            .stream { context, payload, stream throws(RPCError) in
                try body(try Request(request: payload), access.role(context), stream)
            })
    }
}

extension Access {
    /// What the caller may do with documents, which is what its user may do. Whoever passes on a
    /// session acts for somebody who has no rights of his own here. Google's clients send an
    /// authorization that means nothing to us.
    func role(_ context: borrowing CallContext) -> Role {
        context.metadata("session") == nil ? role(context.peer) : .reader
    }
}
