/// The steps that set the prices of an order's lines at the POS, where they differ. Pure.
struct LinePrices {
    private(set) var steps: [WriteStep] = []
    private(set) var warnings: [String] = []

    /// One step per line id of the POS. Lines of two prices under one id can have only one price
    /// there: their average per unit, rounded down.
    ///
    /// - Parameter order: the order's steps; all lines must have been added.
    init(_ order: [WriteStep]) {
        var names: [String] = []
        var lines: [String: [WriteStep]] = [:]
        for line in order where line.call == .addLine {
            let name = line.lineID.isEmpty ? line.productID : line.lineID
            if lines[name] == nil { names.append(name) }
            lines[name, default: []].append(line)
        }
        for name in names { add(lines[name] ?? [], name) }
    }

    private mutating func add(_ lines: [WriteStep], _ name: String) {
        guard let first = lines.first else { return }
        let isOnePrice = lines.allSatisfy { $0.cents == first.cents }
        let cents = isOnePrice ? first.cents : Self.unitPrice(lines)
        if !isOnePrice {
            warnings.append(
                "the POS has one price for all of product \(first.productID) in an order: it is"
                    + " \(cents) cents each there, as far as cents go what the lines cost together")
        }
        guard let other = lines.first(where: { $0.posCents != cents }) else { return }
        steps.append(
            WriteStep(
                call: .setPrice, productID: first.productID, cents: cents, lineID: name,
                posCents: other.posCents))
    }

    /// Average cents per unit, rounded down; the lowest price if the sum overflows.
    private static func unitPrice(_ lines: [WriteStep]) -> Int64 {
        var (total, quantity): (Int64, Int64) = (0, 0)
        for line in lines {
            let (cost, isTooMuch) = line.cents.multipliedReportingOverflow(by: line.thousandths)
            let sum = total.addingReportingOverflow(cost)
            let count = quantity.addingReportingOverflow(line.thousandths)
            guard !isTooMuch, !sum.overflow, !count.overflow else {
                return lines.map(\.cents).min() ?? 0
            }
            (total, quantity) = (sum.partialValue, count.partialValue)
        }
        return quantity > 0 ? total / quantity : 0
    }
}
