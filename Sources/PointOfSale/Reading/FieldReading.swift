/// What became of a field: it is absent, it was read, or something is there that is no such value.
/// Absent is a missing member, null, and a string without anything in it.
enum FieldReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, where there is one.
    var value: Value? {
        guard case .read(let value) = self else { return nil }
        return value
    }

    func map<Other>(_ transform: (Value) -> Other?) -> FieldReading<Other> {
        switch self {
        case .absent: .absent
        case .unreadable: .unreadable
        case .read(let value): transform(value).map { .read($0) } ?? .unreadable
        }
    }
}

extension FieldReading: Equatable where Value: Equatable {}

extension JSONValue {
    /// The text of a string or number, trimmed. A boolean, a list and an object are no texts.
    var textReading: FieldReading<String> {
        switch self {
        case .null: .absent
        case .string(let text): TrimmedText.of(text).map { .read($0) } ?? .absent
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
            guard let cents = number.scaled(2), abs(cents) <= AlleavesLimits.moneyCentsMax
            else { return nil }
            return cents
        }
    }

    /// A quantity of any sign in 1/1,000.
    var quantityReading: FieldReading<Int64> {
        decimalReading.map { number in
            guard let value = number.scaled(3),
                abs(value) <= AlleavesLimits.quantityThousandthsMax
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

/// The one reading of words and numbers that stand for true and false, in any case.
enum FlagText {
    /// `true`, `t`, `yes`, `y`, `on` and 1, or their opposites; nil for anything else.
    static func value(of text: some Collection<UInt8>) -> Bool? {
        guard text.count <= 8 else { return nil }
        let word = String(decoding: text, as: UTF8.self).lowercased()
        switch word {
        case "true", "t", "yes", "y", "on": return true
        case "false", "f", "no", "n", "off": return false
        default: break
        }
        guard let number = DecimalNumber(text: word) else { return nil }
        switch number.scaled(3, .towardZero) {
        case 1000: return true
        case 0: return number.mantissa == 0 ? false : nil
        default: return nil
        }
    }
}
