import Decimals
import Ordering

/// A parsed JSON text (RFC 8259). Numbers keep their text, so that no digit is lost before the
/// reader chooses a type; members keep their order.
public enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In document order; of equal keys the last one counts.
    case object([Member])

    /// A member of an object. Names and texts are equal if their bytes are.
    public struct Member: Equatable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }

        public static func == (left: Member, right: Member) -> Bool {
            ByteOrder.equal(left.key, right.key) && left.value == right.value
        }
    }

    /// The last member named `key`; nil if it is absent or null. Setting nil removes the member;
    /// setting a value replaces or appends it. Setting has no effect unless this is an object.
    public subscript(key: String) -> JSONValue? {
        get {
            guard let value = member(key), value != .null else { return nil }
            return value
        }
        set {
            guard case .object(var members) = self else { return }
            // Releases the tree's reference, so that changing `members` does not copy them.
            self = .null
            let index = members.lastIndex { ByteOrder.equal($0.key, key) }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (.some, nil): members.removeAll { ByteOrder.equal($0.key, key) }
            case (nil, let value?): members.append(Member(key, value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// The last member named `key`, also if it is null.
    public func member(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { ByteOrder.equal($0.key, key) }?.value
    }

    /// The first of `keys` whose value is present and not null.
    public func first(_ keys: String...) -> JSONValue? {
        for key in keys { if let value = self[key] { return value } }
        return nil
    }

    /// The name of the member that ``JSONParser/Options/marksInvalidUTF8`` appends.
    static let spoiltKey = "\u{0}not UTF-8"

    /// Whether an object has a text, at whatever depth, with bytes that are not UTF-8. What such a
    /// record says is not what its author wrote, so nothing of it is believed but its id.
    public var isSpoilt: Bool { member(Self.spoiltKey) != nil }

    public var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    public var array: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The text of a string; nil for any other kind.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// The exact value of a number; nil for any other kind.
    public var number: DecimalNumber? {
        guard case .number(let text) = self else { return nil }
        return DecimalNumber(text: text)
    }

    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let first), .bool(let second)): first == second
        case (.number(let first), .number(let second)): ByteOrder.equal(first, second)
        case (.string(let first), .string(let second)): ByteOrder.equal(first, second)
        case (.array(let first), .array(let second)): first == second
        case (.object(let first), .object(let second)): first == second
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}

extension JSONValue {
    public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// `value` × 10^-scale, without trailing zeros.
    public static func decimal(_ value: Int64, scale: Int) -> JSONValue {
        .number(DecimalNumber.text(value, scale: scale))
    }

    /// An object with these members, in this order.
    public static func fields(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// The encoded text, without spaces.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}
