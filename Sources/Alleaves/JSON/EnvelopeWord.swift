/// What a member beside a listing says of it.
enum EnvelopeWord {
    /// How many entries there are.
    case total(FieldReading<DecimalNumber>)
    /// There are more entries than came.
    case more
    /// The answer is a failure, whatever list it has.
    case failure

    /// Nil for a member that says nothing of the kind.
    init?(key: String, value: JSONValue) {
        if AnsweredList.totalKeys.contains(key) {
            self = .total(value.decimalReading)
        } else if AnsweredList.moreKeys.contains(key), value.bool == true {
            self = .more
        } else if Self.says(key, value) {
            self = .failure
        } else {
            return nil
        }
    }

    /// Keys that can say something.
    static func isTelling(_ key: String) -> Bool {
        AnsweredList.totalKeys.contains(key) || AnsweredList.moreKeys.contains(key)
            || key == "success" || key == "error" || key == "errors"
    }

    private static func says(_ key: String, _ value: JSONValue) -> Bool {
        switch key {
        case "success": value.bool == false
        case "error", "errors": isSomething(value)
        default: false
        }
    }

    private static func isSomething(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .bool(let isTrue): isTrue
        case .array(let entries): !entries.isEmpty
        case .object(let members): !members.isEmpty
        case .string, .number: value.textReading != .absent && value.integer != 0
        }
    }
}
