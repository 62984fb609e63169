import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import TTRPC

/// What is known of a write to the POS. Of the request only a hash is kept, of the outcome only
/// ids and amounts: nobody's name.
struct WriteRecord: Equatable, Sendable {
    /// Stored as text: append, never rename.
    enum State: String, Sendable {
        /// On its way; where nobody is sending it any more, nobody knows.
        case sending
        case done
        /// The POS has not acted: the same key may be tried again.
        case refused
        /// The POS may or may not have acted.
        case unknown
    }

    var method: String
    var requestHash: String
    var state: State
    var outcome = WriteOutcome()
    var error = ""
    /// Microseconds since 1970; 0 for not yet.
    var sentAt: Int64
    var finishedAt: Int64 = 0
}

/// What the POS answered to a write.
struct WriteOutcome: Equatable, Sendable {
    var customerID = ""
    var orderID = ""
    var discountID = ""
    var loyaltyPoints: Int64?
    var creditCents: Int64?
    var subtotalCents: Int64?
    var taxCents: Int64?
    var discountCents: Int64?
    var totalCents: Int64?
}

/// The journal of writes: tenants/{org}/posWrites/{idempotency key}.
struct WriteJournal: Sendable {
    let store: DocumentStore

    func record(_ org: String, _ key: String) throws(RPCError) -> WriteRecord? {
        let path = try Self.path(org, key)
        let found = try storing { () throws(StoreError) in
            try store.get(DocumentKey(database: Catalog.database, path: path))
        }
        guard let found else { return nil }
        guard let fields = try? Fields(mapValueBytes: found.fields),
            let record = WriteRecord(fields)
        else { throw RPCError(.dataLoss, "the journal entry does not decode") }
        return record
    }

    /// Notes the record; returns once it is as durable as the store's commits are.
    func note(_ record: WriteRecord, _ org: String, _ key: String) throws(RPCError) {
        let path = try Self.path(org, key)
        _ = try storing { () throws(StoreError) in
            try store.commit([
                DocumentWrite(
                    key: DocumentKey(database: Catalog.database, path: path),
                    mutation: .set(fields: record.fields.mapValueBytes))
            ])
        }
    }

    /// Throws INVALID_ARGUMENT for a key that cannot be a document's id.
    private static func path(_ org: String, _ key: String) throws(RPCError) -> ResourcePath {
        let isKey = (1...ServiceLimits.idempotencyKeyBytesMax).contains(key.utf8.count)
            && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isKey, let path = try? ResourcePath(segments: ["tenants", org, "posWrites", key])
        else {
            throw RPCError(
                .invalidArgument, "idempotency_key is 1 to "
                    + "\(ServiceLimits.idempotencyKeyBytesMax) visible ASCII characters, no slash")
        }
        return path
    }
}

extension WriteRecord {
    fileprivate init?(_ fields: Fields) {
        guard let state = State(rawValue: fields.text("state")) else { return nil }
        self.init(
            method: fields.text("method"), requestHash: fields.text("requestHash"), state: state,
            error: fields.text("error"),
            sentAt: fields["sentAt"]?.timestampValue?.microseconds ?? 0,
            finishedAt: fields["finishedAt"]?.timestampValue?.microseconds ?? 0)
        outcome.customerID = fields.text("customerId")
        outcome.orderID = fields.text("orderId")
        outcome.discountID = fields.text("discountId")
        for (key, path) in WriteOutcome.amounts {
            outcome[keyPath: path] = fields[key]?.integerValue
        }
    }

    fileprivate var fields: Fields {
        var pairs: [(String, Value)] = [
            ("method", .string(method)), ("requestHash", .string(requestHash)),
            ("state", .string(state.rawValue)),
            ("sentAt", .timestamp(Timestamp(microseconds: sentAt))),
        ]
        if finishedAt > 0 {
            pairs.append(("finishedAt", .timestamp(Timestamp(microseconds: finishedAt))))
        }
        let texts = [
            ("error", error), ("customerId", outcome.customerID), ("orderId", outcome.orderID),
            ("discountId", outcome.discountID),
        ]
        pairs += texts.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
        for (key, path) in WriteOutcome.amounts {
            if let amount = outcome[keyPath: path] { pairs.append((key, .integer(amount))) }
        }
        return Fields(pairs)
    }

    /// The record as a reply.
    func reply(key: String) -> PosWriteReply {
        var reply = PosWriteReply()
        reply.idempotencyKey = key
        reply.state = state.rawValue
        reply.method = method
        reply.error = error
        reply.customerId = outcome.customerID
        reply.orderId = outcome.orderID
        reply.discountId = outcome.discountID
        reply.loyaltyPoints = outcome.loyaltyPoints
        reply.creditCents = outcome.creditCents
        reply.subtotalCents = outcome.subtotalCents
        reply.taxCents = outcome.taxCents
        reply.discountCents = outcome.discountCents
        reply.totalCents = outcome.totalCents
        reply.sentAt = WireTimestamp(microseconds: sentAt)
        if finishedAt > 0 { reply.finishedAt = WireTimestamp(microseconds: finishedAt) }
        return reply
    }
}

extension WriteOutcome {
    fileprivate static var amounts: [(String, WritableKeyPath<WriteOutcome, Int64?>)] {
        [
            ("loyaltyPoints", \.loyaltyPoints), ("creditCents", \.creditCents),
            ("subtotalCents", \.subtotalCents), ("taxCents", \.taxCents),
            ("discountCents", \.discountCents), ("totalCents", \.totalCents),
        ]
    }
}
