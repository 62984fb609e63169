import Catalog
import Pricing

/// Judges the prices of an inventory by those that are known, as ``CompletenessCheck`` does its
/// counts: a POS that lost its prices, or gives them in another unit, is not believed at once.
/// Pure.
struct PricePlausibility {
    /// Products that had a price and are in the inventory.
    private(set) var count = 0
    /// Those of them that have none now.
    private var lost = 0
    /// Those whose price of that kind is gone, so that another or a mark-up on the cost took its
    /// place.
    private var replaced = 0
    /// Those whose price is a multiple or a fraction of what it was.
    private var far = 0

    /// Counts a product that is in the inventory.
    ///
    /// - Parameters:
    ///   - before: its base price in the catalog; nil where it is not on the menu.
    ///   - now: the one that the inventory gives it.
    ///   - has: whether the inventory still has a price of a kind.
    mutating func add(
        before: KnownPrice?, now: BasePrice, has: (PriceSource) -> Bool = { _ in true }
    ) {
        guard let before, before.cents > 0 else { return }
        count += 1
        if now.cents <= 0 {
            lost += 1
        } else if before.source != .costMarkup, now.source != before.source,
            now.cents != before.cents, now.source == .costMarkup || !has(before.source)
        {
            replaced += 1
        } else {
            let factor = SyncLimits.suspiciousPriceFactor
            let isFar =
                now.cents / factor >= before.cents || before.cents / factor >= now.cents
            if isFar { far += 1 }
        }
    }

    /// Why the prices are not believed; nil where they are.
    var doubt: String? {
        guard count >= SyncLimits.suspiciousCountMin else { return nil }
        let factor = SyncLimits.suspiciousPriceFactor
        let findings = [
            (lost, "have none any more"),
            (replaced, "are gone, and only another kind of price, or a mark-up on cost, is there"),
            (far, "differ from before by \(factor) times or more"),
            (lost + replaced + far, "are lost, replaced or \(factor) times off"),
        ]
        guard let (found, words) = findings.first(where: { $0.0 * 2 > count }) else { return nil }
        return "of \(count) prices that are known, \(found) \(words)"
    }
}
