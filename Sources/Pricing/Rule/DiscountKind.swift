import Decimals

/// The effect of a rule on a base price. All arithmetic is on integers and rounds half away from
/// zero.
public enum DiscountKind: Sendable, Hashable {
    /// Off the price, in 1/10,000 %: 1...1,000,000.
    case percent(Int64)
    /// Off the price, in cents: above 0.
    case amount(Int64)
    /// The price itself, in cents: at least 0.
    case fixedPrice(Int64)
    /// Off the second unit, in 1/10,000 %: 1...1,000,000. The price of one stays.
    case bogo(Int64)

    /// The price of one unit under the rule; for bogo the base price itself.
    ///
    /// - Parameter base: cents, at most `PricingLimits.priceCentsMax`.
    /// - Returns: nil where the rule does not apply: no base price, or nothing saved.
    public func salePrice(base: Int64) -> Int64? {
        guard base >= savingThreshold, base <= PricingLimits.priceCentsMax else { return nil }
        switch self {
        case .percent(let units):
            let left = PricingLimits.percentUnitsMax - units
            return Money.share(of: base, left, per: PricingLimits.percentUnitsMax)
        case .amount(let cents): return max(0, base - cents)
        case .fixedPrice(let cents): return cents
        case .bogo: return base
        }
    }

    /// The price of one when two are bought, in cents: the exact mean of both, rounded once. Nil
    /// for other kinds and without a base price.
    public func bogoUnitPrice(base: Int64) -> Int64? {
        guard case .bogo(let units) = self, base > 0, base <= PricingLimits.priceCentsMax else {
            return nil
        }
        let both = 2 * PricingLimits.percentUnitsMax - units
        return Money.share(of: base, both, per: 2 * PricingLimits.percentUnitsMax)
    }

    /// The lowest base price, in cents, at which the rule applies; it applies at every higher one.
    ///
    /// For a percent: base − base·v/10⁶ rounds below base iff base·v/10⁶ > 1/2.
    var savingThreshold: Int64 {
        switch self {
        case .percent(let units): PricingLimits.percentUnitsMax / 2 / units + 1
        case .amount, .bogo: 1
        case .fixedPrice(let cents): cents + 1
        }
    }

    /// The badge of a rule without its own.
    var badge: String {
        switch self {
        case .percent(let units): "\(Self.percentText(units))% OFF"
        case .amount(let cents): "$\(Money.text(cents)) OFF"
        case .fixedPrice(let cents): "NOW $\(Money.text(cents))"
        case .bogo(PricingLimits.percentUnitsMax): "BOGO"
        case .bogo(let units): "BOGO \(Self.percentText(units))% OFF"
        }
    }

    static func percentText(_ units: Int64) -> String {
        DecimalNumber.text(units, scale: PricingLimits.percentDecimals)
    }
}
