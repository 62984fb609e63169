import PointOfSale
import StatusCodes

/// The kinds of synchronisation.
public enum SyncKind: String, Sendable, CaseIterable {
    case products, discounts, metadata, customers, orders
    /// All of the above.
    case org
}

/// The result of one part of a run of everything.
public struct SyncPart: Equatable, Sendable {
    public let kind: SyncKind
    public let success: Bool
    public let error: String
    public let durationMs: Int64
    /// Number of documents that it created, changed, hid or removed.
    public let written: Int
}

/// The report of a run. Counts of other kinds are the tenant's current ones.
public struct SyncReport: Equatable, Sendable {
    public var org: String
    public var kind: SyncKind
    /// The provider of the tenant's point of sale; nil where its locations name none.
    public var provider: String?
    public var success = false
    /// The failure and what to do; empty on success. Contains no secret and no personal data.
    public var error = ""
    /// Active products in the mirror afterwards.
    public var productsCount = 0
    /// Distinct items that the POS returned.
    public var posProductsCount = 0
    /// Inventory rows that the POS returned, and its own total.
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
    /// Orders that the POS returned.
    public var ordersRead = 0
    /// The day up to which orders are stored, `yyyy-mm-dd`; empty where that is not known.
    public var ordersThrough = ""
    /// The day from which on to `ordersThrough` all orders are stored, `yyyy-mm-dd`; empty where
    /// that is not known.
    public var ordersSince = ""
    /// Whether the complete history of orders has been read.
    public var isComplete = false
    /// Whether the run of orders ended at its limit, so that another one should follow at once.
    public var ordersGoOn = false
    /// Customers for whom spending was computed.
    public var spendingCount = 0
    /// Of a run of everything, in the order of ``SyncKind``.
    public var parts: [SyncPart] = []
    public var durationMs: Int64 = 0
    /// Anomalies that did not stop the run.
    public var warnings: [String] = []
    /// Listings that were not proved complete: nothing was hidden or cleared, and no watermark
    /// advanced, because of them.
    public var incomplete: [IncompleteListing] = []
    /// Unreadable values, by field.
    public var unreadable = UnreadableValues()
    /// Whether the caller joined a run that another had started.
    public var joined = false
    /// Whether the daemon's shutdown cancelled the run.
    public internal(set) var isInterrupted = false
    /// The failure that ``error`` tells; nil on success.
    var failure: Status?

    public init(org: String, kind: SyncKind) {
        self.org = org
        self.kind = kind
    }

    /// All warnings for the caller: anomalies, incomplete listings, unreadable values.
    public var allWarnings: [String] {
        warnings + incomplete.map(\.text) + unreadable.texts
    }

    /// Documents that the run created, changed, hid or removed; of a run of everything in all its
    /// parts.
    public var written: Int {
        parts.isEmpty
            ? created + updated + deactivated : parts.reduce(0) { $0 + $1.written }
    }

    /// Whether the run included this kind of data, successful or not: only then are its counts
    /// known.
    public func concerns(_ kind: SyncKind) -> Bool {
        self.kind == kind || parts.contains { $0.kind == kind }
    }

    /// Whether the run brought this kind of data up to date.
    public func landed(_ kind: SyncKind) -> Bool {
        self.kind == kind ? success : parts.contains { $0.kind == kind && $0.success }
    }
}
