import LinuxSystem
import StatusCodes

/// What a sync reads of a location's point of sale. Thread-safe; every call blocks its thread.
///
/// Every call takes a deadline for all it does, retries and login included. What a POS does not
/// offer is never asked for.
public protocol PointOfSale: Sendable {
    /// What it can be asked for besides its inventory.
    var offers: Set<POSOffer> { get }

    /// Nil where it takes no writes.
    var writes: (any PointOfSaleWrites)? { get }

    /// Records of a full page of orders.
    var pageRecords: Int { get }

    /// The POS's own name for the account that the login reaches; nil where it does not say. Equal
    /// exactly for logins that see the same items, rules, orders and customers. May log in.
    func account(deadline: POSDeadline) throws(POSError) -> String?

    /// A deadline so many milliseconds from now.
    func deadline(
        afterMilliseconds duration: Int64, cancellation: CancellationFlag?
    ) -> POSDeadline

    /// The location's whole inventory, and whether that is proved to be all.
    ///
    /// - Parameter provedRows: rows that it had when it was last proved whole: an answer with
    ///   fewer is not taken at its word alone.
    func inventoryListing(
        provedRows: Int, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing

    /// The rooms of the location.
    func areas(deadline: POSDeadline) throws(POSError) -> [POSArea]

    /// Details of batches; never fails, except by leaving batches out.
    func batches(ids: [String], deadline: POSDeadline) -> BatchLookup

    /// Images, descriptions and the like of all items; what came before a failure is kept. Throws
    /// where nothing came.
    func itemDetails(deadline: POSDeadline) throws(POSError) -> ItemDetailsList

    /// All discount rules; ``POSDiscountList/isShort`` says whether what came is all.
    func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList

    func brands(deadline: POSDeadline) throws(POSError) -> POSNameList
    func categories(deadline: POSDeadline) throws(POSError) -> POSNameList
    func vendors(deadline: POSDeadline) throws(POSError) -> POSNameList

    /// All stores that the account can see.
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

    /// All customers page by page, from page `first` (of 1) on.
    func customers(
        from first: Int, pagesMax: Int, deadline: POSDeadline,
        onPage: ([POSCustomer]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd
}

/// Something that not every point of sale has.
public enum POSOffer: Sendable, CaseIterable {
    case accounts, areas, batches, itemDetails, discounts, names, locations, orders, customers
}

extension PointOfSale {
    public var writes: (any PointOfSaleWrites)? { nil }
    public var pageRecords: Int { 1 }

    public func account(deadline: POSDeadline) throws(POSError) -> String? { nil }

    public func deadline(afterMilliseconds duration: Int64) -> POSDeadline {
        deadline(afterMilliseconds: duration, cancellation: nil)
    }

    /// The inventory where nothing is known of it.
    public func inventoryListing(deadline: POSDeadline) throws(POSError) -> InventoryListing {
        try inventoryListing(provedRows: 0, deadline: deadline)
    }
}

/// A POS that does not offer something leaves its call out; it is not made.
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
    /// A call that a POS does not have was made all the same.
    fileprivate static let notOffered = POSError(
        code: .invalidRequest, path: "", message: "this point of sale has no such call",
        isUntouched: true)
}
