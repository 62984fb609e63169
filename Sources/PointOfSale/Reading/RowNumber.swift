/// What numbers of a row mean; nil is absent.
enum RowNumber {
    @inline(__always)
    static func value(_ number: DecimalNumber, _ kind: FieldAction.Kind) -> Int64? {
        switch kind {
        case .identifier: identifier(number)
        case .money: cents(number)
        case .cost: tenThousandths(number)
        case .quantity: thousandths(number)
        case .percent: positive(thousandths(number))
        case .skip, .text, .flag, .date, .total: nil
        }
    }

    /// A positive whole number.
    static func identifier(_ number: DecimalNumber) -> Int64? {
        if number.exponent == 0, !number.isNegative, number.mantissa > 0 {
            return Int64(exactly: number.mantissa)
        }
        guard let value = number.scaled(0, .towardZero), value > 0,
            let fine = number.scaled(3, .towardZero),
            value.multipliedReportingOverflow(by: 1000).partialValue == fine
        else { return nil }
        return value
    }

    /// A price in cents, half away from zero; zero, negative and over a million are absent.
    @inline(__always)
    static func cents(_ number: DecimalNumber) -> Int64? {
        guard !number.isNegative, number.mantissa != 0, let cents = number.scaled(2), cents > 0,
            cents < AlleavesLimits.moneyCentsMax
                || (cents == AlleavesLimits.moneyCentsMax
                    && number.scaled(6, .towardZero) == AlleavesLimits.moneyCentsMax * 10_000)
        else { return nil }
        return cents
    }

    /// A cost in 1/10,000, cut: halves are decided by the third decimal, so rounding this to
    /// cents is the same as rounding the number.
    static func tenThousandths(_ number: DecimalNumber) -> Int64? {
        guard !number.isNegative, let value = number.scaled(4, .towardZero), value > 0,
            value <= AlleavesLimits.moneyCentsMax * 100
        else { return nil }
        return value
    }

    /// A quantity in 1/1,000, below zero where more was sold than was there; absurd ones are nil.
    @inline(__always)
    static func thousandths(_ number: DecimalNumber) -> Int64? {
        guard let value = number.scaled(3), value <= AlleavesLimits.quantityThousandthsMax,
            value >= -AlleavesLimits.quantityThousandthsMax
        else { return nil }
        return value
    }

    /// Whether a number without a ``value(_:_:)`` is something that could not be read: no price
    /// is often written as 0 or less, no id as 0, but a quantity is a quantity.
    static func isUnreadable(_ number: DecimalNumber, _ kind: FieldAction.Kind) -> Bool {
        switch kind {
        case .quantity: true
        case .identifier: number.mantissa != 0
        case .money, .cost, .percent, .skip, .text, .flag, .date, .total: false
        }
    }

    private static func positive(_ value: Int64?) -> Int64? {
        value.flatMap { $0 > 0 ? $0 : nil }
    }
}
