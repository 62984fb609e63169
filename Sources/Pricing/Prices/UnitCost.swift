/// What one unit cost, not rounded: a sum of money over the quantity that it bought. A mean over
/// batches is seldom a number of cents, and what is made of it is rounded once, at the end.
public struct UnitCost: Sendable, Equatable {
    /// In 1/10,000 dollars, times `quantity`.
    private let total: UInt128
    private let quantity: UInt64

    /// A cost in 1/10,000 dollars; nil where it is not above zero.
    public init?(tenThousandths: Int64) {
        self.init(total: UInt128(max(tenThousandths, 0)), quantity: 1)
    }

    /// A mean: what `quantity` units of any size cost together. Nil where either is zero or the
    /// cost of one is above every price.
    ///
    /// - Parameter total: in 1/10,000 dollars, for the same units.
    public init?(total: UInt128, quantity: UInt64) {
        let most = UInt128(PricingLimits.priceCentsMax) * 100
        guard total > 0, quantity > 0, (total - 1) / UInt128(quantity) < most else { return nil }
        self.total = total
        self.quantity = quantity
    }

    /// Cents, half away from zero.
    public var cents: Int64 { cents(tenths: 10) ?? 0 }

    /// The cost times a factor in cents, half away from zero; nil where it is less than half a
    /// cent.
    ///
    /// - Parameter tenths: the factor in tenths, at most 1,000.
    func cents(tenths: UInt64) -> Int64? {
        // Below 2^30 cents each times 2^64: a long way to 2^128.
        let divisor = UInt128(quantity) * 1_000
        let cents = (total * UInt128(tenths) * 2 + divisor) / (divisor * 2)
        return cents > 0 ? Int64(clamping: cents) : nil
    }
}
