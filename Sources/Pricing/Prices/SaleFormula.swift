/// The effect of an assigned rule on a base price as one expression for every kind: branch-free,
/// because loops over rows meet the kinds in random order and a branch misprediction costs more
/// than the arithmetic.
///
/// price = max(0, (base × multiplier + addend) / 1,000,000): equals `DiscountKind.salePrice(base:)`
/// at prices at which the rule applies, which is not checked again.
public struct SaleFormula: Sendable, Equatable {
    private let multiplier: Int64
    private let addend: Int64
    /// For the price of one when two are bought, in halves; 0 where the rule is no bogo.
    private let bogoMultiplier: Int64

    private static let whole = PricingLimits.percentUnitsMax

    /// No rule: the base price stays.
    public static let none = SaleFormula(multiplier: whole, addend: 0, bogoMultiplier: 0)

    private init(multiplier: Int64, addend: Int64, bogoMultiplier: Int64) {
        self.multiplier = multiplier
        self.addend = addend
        self.bogoMultiplier = bogoMultiplier
    }

    public init(_ kind: DiscountKind) {
        let whole = Self.whole
        switch kind {
        case .percent(let units):
            self.init(multiplier: whole - units, addend: whole / 2, bogoMultiplier: 0)
        case .amount(let cents):
            self.init(multiplier: whole, addend: -cents * whole, bogoMultiplier: 0)
        case .fixedPrice(let cents):
            self.init(multiplier: 0, addend: cents * whole, bogoMultiplier: 0)
        case .bogo(let units):
            self.init(multiplier: whole, addend: 0, bogoMultiplier: 2 * whole - units)
        }
    }

    /// The price of one unit in cents. Base prices and amounts are at most
    /// `PricingLimits.priceCentsMax`, so that no step leaves Int64.
    @inline(__always)
    public func price(base: Int32) -> Int64 {
        max(0, (Int64(base) &* multiplier &+ addend) / Self.whole)
    }

    /// The lowest base price from which on the price is at least `wanted`, both in cents;
    /// `Int64.max` where it never is. Prices rise with base prices under every kind of rule.
    ///
    /// - Parameter wanted: at most `Int32.max` plus one.
    public func lowestBase(reaching wanted: Int64) -> Int64 {
        if wanted <= 0 { return 0 }
        // (base × multiplier + addend) / whole, cut, is at least `wanted` where the dividend is.
        let missing = wanted * Self.whole - addend
        if missing <= 0 { return 0 }
        return multiplier == 0 ? .max : (missing - 1) / multiplier + 1
    }

    /// The price of one when two are bought, in cents; 0 where the rule is no bogo.
    @inline(__always)
    public func bogoUnitPrice(base: Int32) -> Int64 {
        (Int64(base) &* bogoMultiplier &+ min(bogoMultiplier, Self.whole)) / (2 * Self.whole)
    }
}
