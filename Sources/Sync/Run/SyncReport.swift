import PointOfSale

/// What is synchronised.
public enum SyncKind: String, Sendable, CaseIterable {
    case products, discounts, metadata, customers, orders
    /// All of the above.
    case org
}

/// How one part of a run of everything went.
public struct SyncPart: Equatable, Sendable {
    public let kind: SyncKind
    public let success: Bool
    public let error: String
    public let durationMs: Int64
    /// Documents that it created, changed, hid or removed.
    public let written: Int
}

/// What a run did. Counts that do not concern the kind are those of the tenant as it is.
public struct SyncReport: Equatable, Sendable {
    public var org: String
    public var kind: SyncKind
    /// The provider of the tenant's point of sale; nil where its locations name none.
    public var provider: String?
    public var success = false
    /// What went wrong and what to do; empty on success. Holds no secret and nobody's data.
    public var error = ""
    /// Active products in the mirror afterwards.
    public var productsCount = 0
    /// Distinct items that the POS answered.
    public var posProductsCount = 0
    /// Rows of the POS's inventory that came, and how many it says it has.
    public var posRowsRead = 0
    public var posRowsTotal = 0
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var deactivated = 0
    public var discountsFound = 0
    public var discountsRejected = 0
    public var discountsUnscoped = 0
    public var productsOnSale = 0
    /// In the mirror afterwards; nil where the run did not count them.
    public var brands: Int?
    public var categories: Int?
    public var vendors: Int?
    /// Customers of the POS in the mirror afterwards; nil where the run did not count them.
    public var customersCount: Int?
    /// Orders of the POS in the mirror afterwards; nil where the run did not count them.
    public var ordersCount: Int?
    /// Orders that the POS answered.
    public var ordersRead = 0
    /// The day up to which orders are stored, `yyyy-mm-dd`; empty where that is not known.
    public var ordersThrough = ""
    /// The day from which on to `ordersThrough` all orders are stored, `yyyy-mm-dd`; empty where
    /// that is not known.
    public var ordersSince = ""
    /// Whether all orders were read that there are to read.
    public var isComplete = false
    /// Whether the run of orders ended at its bound, so that another one goes on at once.
    public var ordersGoOn = false
    /// Customers for whom spending was computed.
    public var spendingCount = 0
    /// Of a run of everything, in the order of ``SyncKind``.
    public var parts: [SyncPart] = []
    public var durationMs: Int64 = 0
    /// What was odd but did not stop the run.
    public var warnings: [String] = []
    /// Listings that were not proved whole: nothing was hidden, cleared or passed by a watermark
    /// on their word.
    public var incomplete: [IncompleteListing] = []
    /// Values that were there and could not be read, by field.
    public var unreadable = UnreadableValues()
    /// Whether the caller got the result of a run that another had started.
    public var joined = false
    /// Whether the end of the daemon cut the run.
    public internal(set) var isInterrupted = false
    /// What kind of failure ``error`` tells of; nil on success.
    var failure: SyncFailure.Code?

    public init(org: String, kind: SyncKind) {
        self.org = org
        self.kind = kind
    }

    /// All that a caller is told: what was odd, which listings are not whole, what was unreadable.
    public var allWarnings: [String] {
        warnings + incomplete.map(\.text) + unreadable.texts
    }

    /// Documents that the run created, changed, hid or removed; of a run of everything in all its
    /// parts.
    public var written: Int {
        parts.isEmpty
            ? created + updated + deactivated : parts.reduce(0) { $0 + $1.written }
    }

    /// Whether the run dealt with this kind of data, however it ended: only then are its counts
    /// known.
    public func concerns(_ kind: SyncKind) -> Bool {
        self.kind == kind || parts.contains { $0.kind == kind }
    }

    /// Whether the run brought this kind of data up to date.
    public func landed(_ kind: SyncKind) -> Bool {
        self.kind == kind ? success : parts.contains { $0.kind == kind && $0.success }
    }
}
