import Decimals

/// Conversion of numbers to field values; nil for invalid values.
extension DecimalNumber {
    /// A positive whole number.
    @inlinable
    package var identifier: Int64? {
        if exponent == 0, !isNegative, mantissa > 0 {
            return Int64(exactly: mantissa)
        }
        guard let value = scaled(0, .towardZero), value > 0,
            let fine = scaled(3, .towardZero),
            value.multipliedReportingOverflow(by: 1000).partialValue == fine
        else { return nil }
        return value
    }

    /// A price in cents, half away from zero; zero, negative and over a million are absent.
    @inlinable
    package var price: Int64? {
        guard !isNegative, mantissa != 0, let cents = scaled(2), cents > 0,
            cents < POSLimits.moneyCentsMax
                || (cents == POSLimits.moneyCentsMax
                    && scaled(6, .towardZero) == POSLimits.moneyCentsMax * 10_000)
        else { return nil }
        return cents
    }

    /// A cost in 1/10,000, truncated: rounding this to cents equals rounding the number.
    @inlinable
    package var cost: Int64? {
        guard !isNegative, let value = scaled(4, .towardZero), value > 0,
            value <= POSLimits.moneyCentsMax * 100
        else { return nil }
        return value
    }

    /// A quantity in 1/1,000, negative if oversold; nil for implausible ones.
    @inlinable
    package var quantity: Int64? {
        guard let value = scaled(3), value <= POSLimits.quantityThousandthsMax,
            value >= -POSLimits.quantityThousandthsMax
        else { return nil }
        return value
    }

    /// A measurement in 1/1,000; zero and less mean none.
    @inlinable
    package var measure: Int64? { quantity.flatMap { $0 > 0 ? $0 : nil } }
}
