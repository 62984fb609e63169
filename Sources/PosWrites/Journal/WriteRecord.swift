import Sync

/// The journal record of a write to the POS. Contains only a hash of the request, and ids and
/// amounts of the outcome: no personal data.
struct WriteRecord: Equatable, Sendable {
    /// Stored as text: append, never rename.
    enum State: String, Sendable {
        /// In progress; after a crash of the sender the outcome is unknown.
        case sending
        case done
        /// The POS has not acted, or only on the steps marked as done: a retry with the same key
        /// continues after them.
        case refused
        /// The POS may or may not have acted.
        case unknown
    }

    var method: String
    var requestHash: String
    var state: State
    var outcome = WriteOutcome()
    /// The calls of a write made in several, in their order; empty for a write of one call.
    var steps: [WriteStep] = []
    var error = ""
    /// Id of the audit trail's entry.
    var auditID = ""
    /// Microseconds since 1970; 0 for not yet.
    var sentAt: Int64
    var finishedAt: Int64 = 0

    /// Whether the POS has certainly executed a step: a retry continues after it.
    var hasProgress: Bool { steps.contains { $0.state == .done } }
}

/// The POS's response to a write.
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
    var differences: [PriceDifferenceNote] = []
    /// Differences between the request and the POS's result, as texts without personal data.
    var warnings: [String] = []
}

/// A price of the caller that differs from the menu's.
struct PriceDifferenceNote: Equatable, Sendable {
    var productID: String
    var namedCents: Int64
    var menuCents: Int64
}

/// One call of a write in several calls.
struct WriteStep: Equatable, Sendable {
    /// Stored as text: append, never rename.
    enum Call: String, Sendable {
        case openOrder, addLine, setPrice
    }

    /// Stored as text: append, never rename.
    enum State: String, Sendable {
        case waiting, sending, done, refused, unknown
    }

    var call: Call
    var state = State.waiting
    /// The POS's id of the product; of a line and its price.
    var productID = ""
    var idBatch = ""
    var idArea = ""
    var thousandths: Int64 = 0
    /// The requested unit price.
    var cents: Int64 = 0
    /// The POS's line id; empty if unknown.
    var lineID = ""
    /// The POS's unit price of the line.
    var posCents: Int64?

    /// Whether the outcome of the step is unknown.
    var isOpen: Bool { state == .sending || state == .unknown }
}
