import Decimals
import JSON
import PointOfSale
import TextForms

extension JSONValue {
    /// The text of a string or number, trimmed. A boolean, a list and an object are no texts.
    var textReading: FieldReading<String> {
        switch self {
        case .null: .absent
        case .string(let text): text.nonBlankOfControls.map { .read($0) } ?? .absent
        case .number(let text): .read(text)
        case .bool, .array, .object: .unreadable
        }
    }

    /// A number or a string that holds one and nothing else: `1,020.50` and `$20` are not guessed.
    var decimalReading: FieldReading<DecimalNumber> {
        textReading.map { DecimalNumber(text: $0) }
    }

    /// A whole number, also as `5.0` or `"5"`.
    var integerReading: FieldReading<Int64> { textReading.map { _ in integer } }

    /// An amount of any sign in cents, half away from zero, within what one order can be.
    var centsReading: FieldReading<Int64> {
        decimalReading.map { number in
            guard let cents = number.scaled(2), abs(cents) <= POSLimits.moneyCentsMax
            else { return nil }
            return cents
        }
    }

    /// A quantity of any sign in 1/1,000.
    var quantityReading: FieldReading<Int64> {
        decimalReading.map { number in
            guard let value = number.scaled(3),
                abs(value) <= POSLimits.quantityThousandthsMax
            else { return nil }
            return value
        }
    }

    /// true or false; the words and numbers for them as ``FlagText`` has them.
    var flagReading: FieldReading<Bool> {
        if case .bool(let value) = self { return .read(value) }
        return textReading.map { FlagText.value(of: $0.utf8) }
    }
}
