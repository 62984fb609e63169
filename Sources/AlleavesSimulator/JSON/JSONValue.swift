/// A JSON value that keeps the order of keys and the text of numbers, so that what was recorded
/// is served as it was.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// The number's own text, such as `12.50`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// A number of hundredths.
    static func cents(_ value: Int) -> JSONValue {
        let buffer = ByteBuffer(capacity: 64)
        buffer.cents(value)
        return .number(String(decoding: buffer.bytes, as: UTF8.self))
    }

    static func fields(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { JSONMember(key: $0.key, value: $0.value) })
    }

    /// The value of a key; nil if this is no object or lacks it. Setting nil removes the key.
    subscript(_ key: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let place = members.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(JSONMember(key: key, value: value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// An integer, also from a string of digits.
    var integer: Int? {
        switch self {
        case .number(let text), .string(let text): Int(text)
        default: nil
        }
    }

    /// A number with up to four decimals, in ten-thousandths, also from a string.
    var tenThousandths: Int? {
        switch self {
        case .number(let text), .string(let text): Decimals.tenThousandths(text)
        default: nil
        }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    func write(to out: ByteBuffer) {
        switch self {
        case .null: out.text("null")
        case .bool(let flag): out.flag(flag)
        case .number(let text): out.string(text)
        case .string(let text): out.quoted(text)
        case .array(let elements):
            out.byte(0x5B)
            for (index, element) in elements.enumerated() {
                if index > 0 { out.byte(0x2C) }
                element.write(to: out)
            }
            out.byte(0x5D)
        case .object(let members): Self.write(members, to: out)
        }
    }

    private static func write(_ members: [JSONMember], to out: ByteBuffer) {
        out.byte(0x7B)
        for (index, member) in members.enumerated() {
            if index > 0 { out.byte(0x2C) }
            out.quoted(member.key)
            out.byte(0x3A)
            member.value.write(to: out)
        }
        out.byte(0x7D)
    }

    /// The compact text.
    public var bytes: [UInt8] {
        let buffer = ByteBuffer()
        write(to: buffer)
        return buffer.array
    }
}

/// A key of an object with its value.
public struct JSONMember: Sendable, Equatable {
    public var key: String
    public var value: JSONValue

    public init(key: String, value: JSONValue) {
        self.key = key
        self.value = value
    }
}
