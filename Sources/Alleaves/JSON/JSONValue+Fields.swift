import Decimals
import JSON
import PointOfSale
import TextForms

extension JSONValue {
    /// The trimmed text of a string or number. Booleans, lists and objects are unreadable.
    var textReading: FieldReading<String> {
        switch self {
        case .null: .absent
        case .string(let text): text.nonBlankOfControls.map { .read($0) } ?? .absent
        case .number(let text): .read(text)
        case .bool, .array, .object: .unreadable
        }
    }

    /// A number, or a string that is one; `1,020.50` and `$20` are unreadable, since they would be
    /// guesses.
    var decimalReading: FieldReading<DecimalNumber> {
        textReading.map { DecimalNumber(text: $0) }
    }

    /// A whole number, including `5.0` and `"5"`.
    var integerReading: FieldReading<Int64> { textReading.map { _ in integer } }

    /// An amount of either sign in cents, rounded half away from zero; unreadable if absurd.
    var centsReading: FieldReading<Int64> {
        decimalReading.map { number in
            guard let cents = number.scaled(2), abs(cents) <= POSLimits.moneyCentsMax
            else { return nil }
            return cents
        }
    }

    /// A quantity of either sign in 1/1,000.
    var quantityReading: FieldReading<Int64> {
        decimalReading.map { number in
            guard let value = number.scaled(3),
                abs(value) <= POSLimits.quantityThousandthsMax
            else { return nil }
            return value
        }
    }

    /// A boolean, or a word or number for one as in ``FlagText``.
    var flagReading: FieldReading<Bool> {
        if case .bool(let value) = self { return .read(value) }
        return textReading.map { FlagText.value(of: $0.utf8) }
    }
}
