import Decimals
import PointOfSale

/// Conversion of a row's numbers; nil is absent.
enum NumberConversion {
    @inline(__always)
    static func value(_ number: DecimalNumber, _ kind: FieldAction.Kind) -> Int64? {
        switch kind {
        case .identifier: number.identifier
        case .money: number.price
        case .cost: number.cost
        case .quantity: number.quantity
        case .percent: number.measure
        case .skip, .text, .flag, .date, .total: nil
        }
    }

    /// Whether a number without a ``value(_:_:)`` is unreadable rather than absent: no price is
    /// often written as 0 or less and no id as 0, but every quantity is meant.
    static func isUnreadable(_ number: DecimalNumber, _ kind: FieldAction.Kind) -> Bool {
        switch kind {
        case .quantity: true
        case .identifier: number.mantissa != 0
        case .money, .cost, .percent, .skip, .text, .flag, .date, .total: false
        }
    }
}
