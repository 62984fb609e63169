import Catalog
import MirrorMessages
import PointOfSale
import StatusCodes
import TTRPC

/// A line of an order with its price.
struct PricedLine: Equatable, Sendable {
    /// The POS's id.
    var productID: String
    var thousandths: Int64
    /// Price of one unit.
    var cents: Int64
    /// As on the menu; nil if it is not there.
    var name: String?
}

/// The lines of an order, with current prices where the caller gives none.
struct PricedOrder: Equatable, Sendable {
    var lines: [PricedLine] = []
    var differences: [PriceDifferenceNote] = []
}

/// Prices an order as the menu does.
struct OrderPricing {
    /// The menu's item of a POS id; nil where there is none.
    let item: (String) -> MenuItem?
    /// Of the POS that sells; nil where none is known.
    let ids: POSIDs?

    init(ids: POSIDs?, item: @escaping (String) -> MenuItem?) {
        self.ids = ids
        self.item = item
    }

    /// - Parameter generation: the menu of the location that sells; nil where there is none.
    init(_ generation: Generation?, ids: POSIDs?) {
        self.ids = ids
        item = { id in
            var bytes: [UInt8] = []
            let document = ids.map { $0.origin.documentID(id) } ?? id
            let isFound = Array(document.utf8).withUnsafeBytes { id in
                generation?.appendProduct(id, to: &bytes) == true
            }
            // The catalog encodes what it decodes here.
            return isFound ? try? MenuItem(wireBytes: bytes) : nil
        }
    }

    /// Lines without a price are grouped by product before pricing, so that a bogo applies across
    /// lines.
    func priced(_ items: [NewOrderItem]) throws(Status) -> PricedOrder {
        guard (1...PosWriteLimits.orderItemsMax).contains(items.count) else {
            throw Status(
                .invalidArgument, "an order has 1 to \(PosWriteLimits.orderItemsMax) items")
        }
        var order = PricedOrder()
        var unnamed: [(id: String, thousandths: Int64)] = []
        for item in items {
            let (id, thousandths) = try checked(item)
            guard let named = item.unitPriceCents else {
                if let index = unnamed.firstIndex(where: { $0.id == id }) {
                    unnamed[index].thousandths += thousandths
                } else {
                    unnamed.append((id, thousandths))
                }
                continue
            }
            order.lines.append(try line(id, thousandths, named: named, &order.differences))
        }
        for (id, thousandths) in unnamed { order.lines += try priced(id, thousandths) }
        return order
    }

    private func checked(
        _ item: NewOrderItem
    ) throws(Status) -> (id: String, thousandths: Int64) {
        let id = try WriteArgument.id(item.productId, "product_id", of: ids)
        let thousandths = (item.quantity * 1000).rounded()
        guard thousandths >= 1, item.quantity <= PosWriteLimits.orderQuantityMax else {
            throw Status(.invalidArgument, "quantity must be above zero, of sane size")
        }
        return (id, Int64(thousandths))
    }

    /// A line at the caller's price; records a difference to the menu.
    private func line(
        _ id: String, _ thousandths: Int64, named cents: Int64,
        _ differences: inout [PriceDifferenceNote]
    ) throws(Status) -> PricedLine {
        guard (0...PosWriteLimits.posCentsMax).contains(cents) else {
            throw Status(
                .invalidArgument, "unit_price_cents must be 0 to \(PosWriteLimits.posCentsMax)")
        }
        let known = item(id)
        if let known, known.priceCents > 0 {
            let menu = known.salePriceCents ?? known.priceCents
            if cents != menu, cents != known.bogoUnitPriceCents {
                differences.append(
                    PriceDifferenceNote(productID: id, namedCents: cents, menuCents: menu))
            }
        }
        return PricedLine(productID: id, thousandths: thousandths, cents: cents, name: known?.name)
    }

    /// A product at the menu's price. A bogo applies to whole pairs and the single unit costs the
    /// base price; conditional offers do not change prices.
    private func priced(
        _ id: String, _ thousandths: Int64
    ) throws(Status) -> [PricedLine] {
        guard let known = item(id), known.priceCents > 0 else {
            throw Status(
                .failedPrecondition,
                "product \(id) has no price on the menu, so its"
                    + " unit_price_cents is needed")
        }
        let one = known.salePriceCents ?? known.priceCents
        guard let pair = known.bogoUnitPriceCents else {
            return [
                PricedLine(
                    productID: id, thousandths: thousandths, cents: one, name: known.name)
            ]
        }
        let paired = thousandths / 2000 * 2000
        return [(paired, pair), (thousandths - paired, one)].filter { $0.0 > 0 }.map {
            PricedLine(productID: id, thousandths: $0.0, cents: $0.1, name: known.name)
        }
    }

    /// Throws FAILED_PRECONDITION where more is ordered than in stock; lines of a product are
    /// summed.
    func checkStock(_ order: PricedOrder) throws(Status) {
        var wanted: [String: Int64] = [:]
        for line in order.lines { wanted[line.productID, default: 0] += line.thousandths }
        for (id, thousandths) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let known = item(id) else {
                throw Status(
                    .failedPrecondition,
                    "product \(id) is not on the menu, so its stock is not"
                        + " known; allow_oversell sends the order all the same")
            }
            let stock = (known.stock * 1000).rounded()
            guard Double(thousandths) <= stock else {
                throw Status(
                    .failedPrecondition,
                    "product \(id): \(Self.text(thousandths)) ordered,"
                        + " \(known.inStock ? "\(known.stock)" : "none") in stock; allow_oversell"
                        + " sends the order all the same")
            }
        }
    }

    private static func text(_ thousandths: Int64) -> String {
        thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(Double(thousandths) / 1000)"
    }
}
