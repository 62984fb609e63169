import LinuxSystem
import PointOfSale
import Synchronization

/// A point of sale of another provider: its list is kept on paper, its ids are any texts, and all
/// that it has is goods and discounts.
final class PaperPOS: POSAdapter {
    typealias Line = [InventoryField: String]

    let provider = POSProvider("paper")
    private let sheet = Mutex<[Line]>([])
    private let rules = Mutex<[POSDiscount]>([])
    private let kept = Mutex<ListingShape?>(nil)
    private let readings = Atomic<Int>(0)

    /// The lines of the list; one item may have several.
    var lines: [Line] {
        get { sheet.withLock { $0 } }
        set { sheet.withLock { $0 = newValue } }
    }

    var discounts: [POSDiscount] {
        get { rules.withLock { $0 } }
        set { rules.withLock { $0 = newValue } }
    }

    /// What the records of its lists have, where it says so.
    var shape: ListingShape? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }

    func account(
        _ settings: POSSettings, isOnlyTenant: Bool
    ) throws(POSSettingsFault) -> any POSAccount {
        guard let drawer = settings.word("drawer") else { throw POSSettingsFault("lacks a drawer") }
        return Drawer(pos: self, name: drawer)
    }

    private struct Drawer: POSAccount, PointOfSale {
        let pos: PaperPOS
        let name: String

        var locationID: String? { name }
        var login: String { name }
        var store: String { name }
        var listing: String { name }
        var connection: String { name }
        func connect() -> any PointOfSale { self }

        var capabilities: Set<POSCapability> { [.discounts] }

        func deadline(
            afterMilliseconds duration: Int64, cancellation: CancellationFlag?
        ) -> POSDeadline {
            POSDeadline(monotonicMilliseconds: .max, cancellation: cancellation)
        }

        func inventoryListing(
            provedRows: Int, deadline: POSDeadline
        ) throws(POSError) -> InventoryListing {
            let rows = InventoryRows()
            do throws(InventoryTooLarge) {
                for line in pos.lines {
                    try rows.begin()
                    for (field, text) in line { rows.read(text, field, named: "\(field)") }
                    rows.end()
                }
            } catch {
                throw POSError(code: .tooLarge, path: "list", message: "\(error)")
            }
            var listing = InventoryListing(rows.build(), totalRows: rows.count, nil)
            listing.shape = pos.shape
            return listing
        }

        func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList {
            var list = POSDiscountList(discounts: pos.discounts, unreadableCount: 0)
            list.shape = pos.shape
            return list
        }
    }
}
