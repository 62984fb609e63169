import PointOfSale
import Sync

/// Compares a requested order with the POS's order.
struct OrderComparison {
    let asked: [RequestedLine]
    /// The POS's id of the customer, without the mirror's own prefix; empty where it is none.
    let customer: String
    let shown: POSOrderDetail

    /// Whether the POS returned a list of lines, without any of the requested ones.
    var hasNothing: Bool {
        shown.showsLines && OrderMatch(asked, shown.lines).matches.allSatisfy { $0 == nil }
    }

    /// All differences as texts without personal data; those of the whole order first.
    var warnings: [String] { whole + (shown.showsLines ? lines : [Self.noLinesText]) + unreadable }

    private static let noLinesText = "the POS's answer does not show the lines of the order"

    // MARK: - The order

    private var whole: [String] {
        var texts: [String] = []
        if shown.isVoid || OrderStatus(pos: shown.order.status) == .cancelled {
            texts.append("the order is cancelled at the POS")
        }
        let wanted = customer
        if !wanted.isEmpty {
            if let id = shown.order.idCustomer, id != wanted {
                texts.append(
                    "the order is customer \(id)'s at the POS and not customer \(wanted)'s")
            } else if shown.isForNobody {
                texts.append("the order is nobody's at the POS and not customer \(wanted)'s")
            }
        }
        return texts + amounts
    }

    /// The POS may add taxes or include them; both match.
    private var amounts: [String] {
        let sum = asked.reduce(0.0) { $0 + Double($1.thousandths) * Double($1.cents) / 1000 }
        let (tax, discount) = (shown.order.taxCents ?? 0, shown.order.discountCents ?? 0)
        let whole = Int64(sum.rounded())
        // Each line may be rounded separately.
        let slack = Int64(asked.count)
        let isNear = { (cents: Int64, expected: [Int64]) in
            expected.contains { abs(cents - $0) <= slack }
        }
        var texts: [String] = []
        if let cents = shown.order.subtotalCents, !isNear(cents, [whole, whole - tax]) {
            texts.append(
                "the order's subtotal is \(cents) cents at the POS, its lines come to \(whole)")
        }
        let totals = [
            whole, whole + tax, whole - abs(discount), whole + tax - abs(discount),
        ]
        if let cents = shown.order.totalCents, !isNear(cents, totals) {
            texts.append(
                "the order's total is \(cents) cents at the POS, its lines come to \(whole)")
        }
        if discount != 0 {
            texts.append("the POS takes \(abs(discount)) cents off the order")
        }
        return texts
    }

    private var unreadable: [String] {
        shown.order.unreadable.entries.keys.sorted().map {
            "\($0.replacing("orders.", with: "")) of the order cannot be read at the POS"
        }
    }

    // MARK: - Its lines

    private var lines: [String] {
        let match = OrderMatch(asked, shown.lines)
        var texts: [String] = []
        for (line, index) in zip(asked, match.matches) {
            guard let index else { continue }
            texts += differences(line, shown.lines[index])
        }
        texts += quantities(match)
        for index in match.extra where !isRequested(shown.lines[index]) {
            let name = Self.name(shown.lines[index])
            texts.append("the order has \(name) at the POS, which was not asked for")
        }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    private func differences(_ line: RequestedLine, _ placed: POSPlacedLine) -> [String] {
        var texts: [String] = []
        if let cents = placed.priceCents, cents != line.cents {
            texts.append(
                "product \(line.productID) costs \(cents) cents at the POS and not \(line.cents)")
        }
        if let item = placed.idItem, item != line.productID {
            texts.append("product \(line.productID) is another one at the POS")
        }
        if let batch = placed.idBatch, let wanted = line.idBatch, batch != wanted {
            texts.append(
                "product \(line.productID) is of batch \(batch) at the POS and not \(wanted)")
        }
        return texts
    }

    /// Lines of a product are summed: the POS may merge or split them.
    private func quantities(_ match: OrderMatch) -> [String] {
        var wanted: [String: Int64] = [:]
        for line in asked { wanted[line.productID, default: 0] += line.thousandths }
        var found: [String: Int64] = [:]
        var silent: Set<String> = []
        let owners = Dictionary(
            zip(match.matches, asked).compactMap { index, line in index.map { ($0, line) } },
            uniquingKeysWith: { first, _ in first })
        for (index, line) in shown.lines.enumerated() {
            guard let product = owners[index]?.productID ?? line.idItem, wanted[product] != nil
            else { continue }
            found[product, default: 0] += 0
            guard let thousandths = line.quantityThousandths else {
                silent.insert(product)
                continue
            }
            found[product, default: 0] += thousandths
        }
        return wanted.sorted { $0.key < $1.key }.compactMap { product, thousandths in
            guard let has = found[product] else {
                return "product \(product) is not in the order at the POS"
            }
            if silent.contains(product) {
                return "the POS does not say how many of product \(product) the order has"
            }
            guard has != thousandths else { return nil }
            return "the order has \(Self.text(has)) of product \(product) at the POS and not"
                + " \(Self.text(thousandths))"
        }
    }

    /// A text of the POS may be anybody's data: only a number is shown.
    private static func name(_ line: POSPlacedLine) -> String {
        switch line.idItem.map({ POSID($0) }) {
        case .number(let number): "product \(number)"
        case .text: "another product"
        case nil: "a line without a product"
        }
    }

    private func isRequested(_ line: POSPlacedLine) -> Bool {
        asked.contains { $0.productID == line.idItem }
    }

    private static func text(_ thousandths: Int64) -> String {
        thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(Double(thousandths) / 1000)"
    }
}
