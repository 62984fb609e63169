import Catalog
import Pricing

/// Judges the prices of an inventory by those that are known, as ``CompletenessCheck`` does its
/// counts: a POS that lost its prices, or gives them in another unit, is not believed at once, nor
/// one that lost them for a department alone. Products that are new are judged by themselves where
/// they are most of it, as at the first run. Pure.
struct PricePlausibility {
    /// Products that had a price and are in the inventory.
    private struct Tally {
        var count = 0
        /// Those of them that have none now.
        var lost = 0
        /// Those whose price of that kind is gone, so that another or a mark-up on the cost took
        /// its place.
        var replaced = 0
        /// Those whose price is a multiple or a fraction of what it was.
        var far = 0
        var changed: Int { lost + replaced + far }
    }

    private var all = Tally()
    private var families: [CategoryFamily: Tally] = [:]
    /// Products in stock that are not on the menu yet, those without a price, and those with one
    /// that is only a mark-up on the cost.
    private var new = (count: 0, unpriced: 0, marked: 0)

    /// Products that had a price and are in the inventory.
    var count: Int { all.count }

    /// Counts a product that is in the inventory.
    ///
    /// - Parameters:
    ///   - before: its base price in the catalog; nil where it is not on the menu.
    ///   - now: the one that the inventory gives it.
    ///   - has: whether the inventory still has a price of a kind.
    mutating func add(
        before: KnownPrice?, now: BasePrice, family: CategoryFamily = .other,
        isInStock: Bool = true, has: (PriceSource) -> Bool = { _ in true }
    ) {
        guard let before else { return addNew(now, isInStock: isInStock) }
        guard before.cents > 0 else { return }
        let change = Self.change(before, now, has)
        for path in [\Tally.count, change].compactMap({ $0 }) {
            all[keyPath: path] += 1
            families[family, default: Tally()][keyPath: path] += 1
        }
    }

    private mutating func addNew(_ now: BasePrice, isInStock: Bool) {
        guard isInStock else { return }
        new.count += 1
        if now.cents <= 0 {
            new.unpriced += 1
        } else if now.source == .costMarkup {
            new.marked += 1
        }
    }

    private static func change(
        _ before: KnownPrice, _ now: BasePrice, _ has: (PriceSource) -> Bool
    ) -> WritableKeyPath<Tally, Int>? {
        if now.cents <= 0 { return \.lost }
        if before.source != .costMarkup, now.source != before.source, now.cents != before.cents,
            now.source == .costMarkup || !has(before.source)
        {
            return \.replaced
        }
        let factor = SyncLimits.suspiciousPriceFactor
        let isFar = now.cents / factor >= before.cents || before.cents / factor >= now.cents
        return isFar ? \.far : nil
    }

    /// Why the prices are not believed; nil where they are.
    var doubt: String? { doubtOfAll ?? doubtOfAFamily ?? doubtOfNew }

    private var doubtOfAll: String? {
        guard count >= SyncLimits.suspiciousCountMin else { return nil }
        // In a small shop a few changes are most of it.
        let isSmall = count < SyncLimits.judgedPricesMin
        let percent = isSmall ? SyncLimits.suspiciousSmallPercent : SyncLimits.suspiciousMostPercent
        return Self.words(all, above: percent).map { "of \(count) prices that are known, \($0)" }
    }

    private var doubtOfAFamily: String? {
        for (family, tally) in families.sorted(by: { $0.key.rawValue < $1.key.rawValue })
        where tally.count >= SyncLimits.judgedPricesMin {
            if let words = Self.words(tally, above: SyncLimits.suspiciousFamilyPercent) {
                return "of \(tally.count) prices of \(family.rawValue) that are known, \(words)"
            }
        }
        return nil
    }

    private var doubtOfNew: String? {
        guard new.count >= SyncLimits.judgedPricesMin, new.count > count else { return nil }
        let most = SyncLimits.suspiciousMostPercent
        if new.unpriced * 100 > new.count * most {
            return "of \(new.count) new products in stock, \(new.unpriced) have no price"
        }
        guard (new.unpriced + new.marked) * 100 > new.count * most else { return nil }
        return "of \(new.count) new products in stock, \(new.unpriced) have no price and"
            + " \(new.marked) only a mark-up on cost"
    }

    /// What became of more than so many percent of the prices.
    private static func words(_ tally: Tally, above percent: Int) -> String? {
        let factor = SyncLimits.suspiciousPriceFactor
        let findings = [
            (tally.lost, "have none any more"),
            (
                tally.replaced,
                "are gone, and only another kind of price, or a mark-up on cost, is there"
            ),
            (tally.far, "differ from before by \(factor) times or more"),
            (tally.changed, "are lost, replaced or \(factor) times off"),
        ]
        return findings.first { $0.0 * 100 > tally.count * percent }.map { "\($0.0) \($0.1)" }
    }
}
