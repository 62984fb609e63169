/// A number exactly as written: ±mantissa × 10^exponent. Never passes through binary floats.
///
/// What is inlinable is on the way of every price and quantity of an inventory.
public struct DecimalNumber: Equatable, Sendable {
    public var isNegative: Bool
    /// Digits other than zero were written behind the 18 significant ones that are kept.
    public var isCut: Bool
    /// At most 18 significant digits; further ones only raise the exponent.
    public var mantissa: UInt64
    public var exponent: Int

    /// What becomes of digits behind the last one that is asked for.
    public enum Rounding: Sendable {
        case halfAwayFromZero
        case towardZero
    }

    @inlinable
    public init(isNegative: Bool, mantissa: UInt64, exponent: Int) {
        self.isNegative = isNegative
        self.isCut = false
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// The value in units of 10^-scale. Nil if it does not fit, or if the units asked for are finer
    /// than the digits that were kept: no digit is ever made up.
    @inlinable
    public func scaled(_ scale: Int, _ rounding: Rounding = .halfAwayFromZero) -> Int64? {
        let shift = exponent &+ scale
        var magnitude = mantissa
        if mantissa == 0 { return 0 }
        if shift >= 0 {
            guard shift <= 18, !isCut else { return nil }
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: Self.power(shift))
            guard !overflow else { return nil }
            magnitude = product
        } else {
            // 18 digits shifted by 19 or more leave nothing, and round to nothing.
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
