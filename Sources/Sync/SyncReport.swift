/// What is synchronised.
public enum SyncKind: String, Sendable, CaseIterable {
    case products, discounts, metadata
}

/// What a run did. Counts that do not concern the kind are those of the tenant as it is.
public struct SyncReport: Equatable, Sendable {
    public var org: String
    public var kind: SyncKind
    public var success = false
    /// What went wrong and what to do; empty on success. Holds no secret and nobody's data.
    public var error = ""
    /// Active products in the mirror afterwards.
    public var productsCount = 0
    /// Distinct items that the POS answered.
    public var posProductsCount = 0
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var deactivated = 0
    public var discountsFound = 0
    public var discountsRejected = 0
    public var discountsUnscoped = 0
    public var productsOnSale = 0
    public var brands = 0
    public var categories = 0
    public var vendors = 0
    public var durationMs: Int64 = 0
    /// What was odd but did not stop the run.
    public var warnings: [String] = []
    /// Whether the caller got the result of a run that another had started.
    public var joined = false

    public init(org: String, kind: SyncKind) {
        self.org = org
        self.kind = kind
    }
}

/// How far a run has come.
public struct SyncProgress: Sendable {
    public enum Phase: String, Sendable {
        case started, fetching, mapping, writing, pricing, finished
    }

    public let org: String
    public let kind: SyncKind
    public let phase: Phase
    /// In `unit`; `total` is 0 where it is not known.
    public var done = 0
    public var total = 0
    public var unit = ""
    /// With phase `finished`.
    public var report: SyncReport?
}

/// Why a run ended without success. The text says what to do.
struct SyncFailure: Error {
    let text: String

    init(_ text: String) { self.text = text }
}
