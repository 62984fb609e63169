import PointOfSale

/// A decoded JSON value of a small endpoint. Numbers stay text, so no digit is lost.
enum JSONValue: Equatable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order written; of equal keys the last one counts.
    case object([Member])

    struct Member: Equatable {
        let key: String
        let value: JSONValue
    }

    /// The last member named `key`, null and absent alike being nil.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self,
            let member = members.last(where: { $0.key == key }), member.value != .null
        else { return nil }
        return member.value
    }

    /// The first of `keys` that is present and not null.
    func first(_ keys: String...) -> JSONValue? {
        for key in keys { if let value = self[key] { return value } }
        return nil
    }

    var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// The text of a string or number, trimmed; nil if it is empty or of another kind.
    var text: String? {
        switch self {
        case .string(let text): TrimmedText.of(text)
        case .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// As ``text``, cut on a character's boundary: a record that one absurd value makes too large
    /// to be stored would keep all others from being stored, run after run.
    var word: String? {
        guard var text, text.utf8.count > POSLimits.wordBytesMax else { return text }
        let cut = text.withUTF8 { bytes in
            bytes.baseAddress.map {
                JSONText.cut($0, count: bytes.count, limit: POSLimits.wordBytesMax)
            } ?? 0
        }
        return TrimmedText.of(String(decoding: text.utf8.prefix(cut), as: UTF8.self))
    }

    /// Of a number or a numeric string.
    var decimal: DecimalNumber? { text.flatMap { DecimalNumber(text: $0) } }

    /// A whole number, or a string that holds one.
    var integer: Int64? {
        guard let decimal, let value = decimal.scaled(0, .towardZero),
            decimal.scaled(3, .towardZero) == value.multipliedReportingOverflow(by: 1000).0
        else { return nil }
        return value
    }

    /// A positive whole number.
    var identifier: Int64? { integer.flatMap { $0 > 0 ? $0 : nil } }

    /// The same as text, which is how ids leave this module.
    var idText: String? { identifier.map { String($0) } }

    /// As ``flagReading``, unreadable and absent alike being nil.
    var bool: Bool? { flagReading.value }
}
