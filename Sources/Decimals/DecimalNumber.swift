/// A decimal number exactly as written: ±mantissa × 10^exponent. Never a binary floating-point
/// number.
///
/// Inlinable where every price and quantity of an inventory passes through.
public struct DecimalNumber: Equatable, Sendable {
    public var isNegative: Bool
    /// Whether nonzero digits after the 18 significant ones were dropped.
    public var isTruncated: Bool
    /// At most 18 significant digits; further ones only increase the exponent.
    public var mantissa: UInt64
    public var exponent: Int

    /// How to treat digits beyond the requested scale.
    public enum Rounding: Sendable {
        case halfAwayFromZero
        case towardZero
    }

    @inlinable
    public init(isNegative: Bool, mantissa: UInt64, exponent: Int) {
        self.isNegative = isNegative
        self.isTruncated = false
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// The value in units of 10^-scale. Nil if it overflows, or if the unit is finer than the
    /// retained digits, which would invent some.
    @inlinable
    public func scaled(_ scale: Int, _ rounding: Rounding = .halfAwayFromZero) -> Int64? {
        let shift = exponent &+ scale
        var magnitude = mantissa
        if mantissa == 0 { return 0 }
        if shift >= 0 {
            guard shift <= 18, !isTruncated else { return nil }
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: Self.power(shift))
            guard !overflow else { return nil }
            magnitude = product
        } else {
            // 18 digits shifted right by 19 or more are 0, also when rounded.
            guard shift >= -18 else { return 0 }
            let tenths = mantissa / Self.power(-shift &- 1)
            magnitude = tenths / 10
            if rounding == .halfAwayFromZero, tenths % 10 >= 5 { magnitude &+= 1 }
        }
        guard let value = Int64(exactly: magnitude) else { return nil }
        return isNegative ? 0 &- value : value
    }

    /// 10 to the power of 0 to 18.
    @inlinable
    @inline(__always)
    static func power(_ exponent: Int) -> UInt64 {
        var result: UInt64 = 1
        for _ in 0..<exponent { result &*= 10 }
        return result
    }
}
