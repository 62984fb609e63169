import LinuxSystem
import StatusCodes

/// The data of a location's point of sale, as syncs read it. Any thread; every call blocks its
/// thread.
///
/// A call's deadline includes retries and the login. Callers call only what ``capabilities``
/// contains.
public protocol PointOfSale: Sendable {
    /// What the POS has besides its inventory.
    var capabilities: Set<POSCapability> { get }

    /// Nil if the POS accepts no writes.
    var writes: (any PointOfSaleWrites)? { get }

    /// Orders per full page.
    var pageRecords: Int { get }

    /// Whether listings have a ``ListingShape``. Their pages must not be stored before it is known.
    var tellsShapes: Bool { get }

    /// What a login is made of, as an operator knows it.
    var credentials: String { get }

    /// The POS's own name for the account that the login reaches; nil where it does not say. Equal
    /// exactly for logins that see the same items, rules, orders and customers. May log in.
    func account(deadline: POSDeadline) throws(POSError) -> String?

    /// The deadline in this many milliseconds from now.
    func deadline(
        afterMilliseconds duration: Int64, cancellation: CancellationFlag?
    ) -> POSDeadline

    /// The location's inventory, and whether it is proved complete.
    ///
    /// - Parameter provedRows: the number of rows when it was last proved complete; fewer rows need
    ///   better proof.
    func inventoryListing(
        provedRows: Int, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing

    /// The areas of the location.
    func areas(deadline: POSDeadline) throws(POSError) -> [POSArea]

    /// Details of batches. Does not fail; batches may be missing from the result.
    func batches(ids: [String], deadline: POSDeadline) -> BatchLookup

    /// Display data of all items. After a failure the result is partial; throws only if it is
    /// empty.
    func itemDetails(deadline: POSDeadline) throws(POSError) -> ItemDetailsList

    /// All discount rules; ``POSDiscountList/isShort`` tells whether some are missing.
    func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList

    func brands(deadline: POSDeadline) throws(POSError) -> POSNameList
    func categories(deadline: POSDeadline) throws(POSError) -> POSNameList
    func vendors(deadline: POSDeadline) throws(POSError) -> POSNameList

    /// All stores that the account sees.
    func locations(deadline: POSDeadline) throws(POSError) -> [POSLocation]

    /// The orders of the days `start` through `end`, page by page, each order once.
    ///
    /// - Parameter shortOf: the longest page that came for other days; 0 where nothing is known.
    /// - Throws: `suspicious` where a page comes again, so that a watermark never moves past what
    ///   was not seen; `refused` with what `onPage` throws.
    func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int, shortOf: Int,
        deadline: POSDeadline, onPage: ([POSOrder]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd

    /// All customers, page by page, starting with page `first` (from 1).
    func customers(
        from first: Int, pagesMax: Int, deadline: POSDeadline,
        onPage: ([POSCustomer]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd
}

/// An optional capability of a point of sale.
public enum POSCapability: Sendable, CaseIterable {
    case accounts, areas, batches, itemDetails, discounts, names, locations, orders, customers
}

extension PointOfSale {
    public var writes: (any PointOfSaleWrites)? { nil }
    public var pageRecords: Int { 1 }
    public var tellsShapes: Bool { false }
    public var credentials: String { "username, password and pin" }

    public func account(deadline: POSDeadline) throws(POSError) -> String? { nil }

    public func deadline(afterMilliseconds duration: Int64) -> POSDeadline {
        deadline(afterMilliseconds: duration, cancellation: nil)
    }

    /// The inventory without knowledge of an earlier one.
    public func inventoryListing(deadline: POSDeadline) throws(POSError) -> InventoryListing {
        try inventoryListing(provedRows: 0, deadline: deadline)
    }
}

/// Defaults for calls that a POS lacks, and that are therefore never made.
extension PointOfSale {
    public func areas(deadline: POSDeadline) throws(POSError) -> [POSArea] { throw .notOffered }

    public func batches(ids: [String], deadline: POSDeadline) -> BatchLookup {
        BatchLookup(batches: [], missingCount: ids.count)
    }

    public func itemDetails(deadline: POSDeadline) throws(POSError) -> ItemDetailsList {
        throw .notOffered
    }

    public func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList {
        throw .notOffered
    }

    public func brands(deadline: POSDeadline) throws(POSError) -> POSNameList { throw .notOffered }
    public func categories(deadline: POSDeadline) throws(POSError) -> POSNameList {
        throw .notOffered
    }
    public func vendors(deadline: POSDeadline) throws(POSError) -> POSNameList { throw .notOffered }
    public func locations(deadline: POSDeadline) throws(POSError) -> [POSLocation] {
        throw .notOffered
    }

    public func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int, shortOf: Int,
        deadline: POSDeadline, onPage: ([POSOrder]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd { throw .pos(.notOffered) }

    public func customers(
        from first: Int, pagesMax: Int, deadline: POSDeadline,
        onPage: ([POSCustomer]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd { throw .pos(.notOffered) }
}

extension POSError {
    /// A call was made that the POS lacks.
    fileprivate static let notOffered = POSError(
        code: .invalidRequest, path: "", message: "this point of sale has no such call",
        isUntouched: true)
}
