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
    /// Those whose price is a mark-up on the cost now, and was the POS's own.
    private var guessed = 0
    /// Those whose price is a multiple or a fraction of what it was.
    private var far = 0

    /// Counts a product that is in the inventory.
    ///
    /// - Parameters:
    ///   - before: its base price in the catalog; nil where it is not on the menu.
    ///   - now: the one that the inventory gives it.
    mutating func add(before: KnownPrice?, now: BasePrice) {
        guard let before, before.cents > 0 else { return }
        count += 1
        if now.cents <= 0 {
            lost += 1
        } else if now.source == .costMarkup, before.source != .costMarkup {
            guessed += 1
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
            (guessed, "have none of the POS's own any more, only a mark-up on their cost"),
            (far, "differ from before by \(factor) times or more"),
            (lost + guessed + far, "are lost, guessed or \(factor) times off"),
        ]
        guard let (found, words) = findings.first(where: { $0.0 * 2 > count }) else { return nil }
        return "of \(count) prices that are known, \(found) \(words)"
    }
}
