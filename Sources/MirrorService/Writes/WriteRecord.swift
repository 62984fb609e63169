import Sync

/// What is known of a write to the POS. Of the request only a hash is kept, of the outcome only
/// ids and amounts: nobody's name.
struct WriteRecord: Equatable, Sendable {
    /// Stored as text: append, never rename.
    enum State: String, Sendable {
        /// On its way; where nobody is sending it any more, nobody knows.
        case sending
        case done
        /// The POS has not acted, or only on the steps that say so: the same key may be tried
        /// again, and goes on behind them.
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

    /// Whether the POS has certainly carried out a part: a retry goes on behind it.
    var hasProgress: Bool { steps.contains { $0.state == .done } }
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
    var differences: [PriceDifferenceNote] = []
    /// What the POS has done otherwise than asked, in words without anybody's data.
    var warnings: [String] = []
}

/// A price that the caller named and that is not the menu's.
struct PriceDifferenceNote: Equatable, Sendable {
    var productID: String
    var namedCents: Int64
    var menuCents: Int64
}

/// One call of a write that is made in several.
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
    /// What one unit is to cost.
    var cents: Int64 = 0
    /// What the POS calls the line; empty where it does not say.
    var lineID = ""
    /// What the POS says that one unit of the line costs.
    var posCents: Int64?

    /// Neither certainly carried out nor certainly not.
    var isOpen: Bool { state == .sending || state == .unknown }
}
