import LinuxSystem
import PointOfSale

/// Stands for the account of a location whose settings reach no POS: every call fails with the
/// reason.
struct UnusableAccount: POSAccount, PointOfSale {
    let reason: String

    var locationID: String? { nil }
    var login: String { "" }
    var store: String { "" }
    var listing: String { "" }
    var connection: String { "" }
    func connect() -> any PointOfSale { self }

    /// Each is asked, so that each says why it fails.
    var capabilities: Set<POSCapability> { Set(POSCapability.allCases) }

    func deadline(
        afterMilliseconds duration: Int64, cancellation: CancellationFlag?
    ) -> POSDeadline {
        POSDeadline(monotonicMilliseconds: .max, cancellation: cancellation)
    }

    func inventoryListing(
        provedRows: Int, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing { throw failure }

    func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList { throw failure }

    func locations(deadline: POSDeadline) throws(POSError) -> [POSLocation] { throw failure }

    private var failure: POSError {
        POSError(code: .invalidRequest, path: "location", message: reason, isUntouched: true)
    }
}
