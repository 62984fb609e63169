import Ordering

/// google.firestore.v1.Value: the value of a field.
///
/// `==` is identity of contents, as Firestore decides whether a write changed anything: 1 and 1.0
/// differ, 0.0 and -0.0 differ, all NaNs are equal, text is compared by its bytes. The order and
/// equality of queries are ``ValueOrder``.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case timestamp(Timestamp)
    case string(String)
    case bytes([UInt8])
    /// A full document name; it may dangle.
    case reference(String)
    /// Degrees.
    case geoPoint(latitude: Double, longitude: Double)
    case array([Value])
    /// A map; vectors are maps too, see ``vectorElements``.
    case map(Fields)
    /// A kind that is never stored: the field number of a pipeline value (19 to 22), or 0 for a
    /// message without a kind. Writes and queries reject it.
    case unsupported(UInt32)
}

extension Value {
    /// The map keys that make a map a vector.
    public static let vectorTypeKey = "__type__"
    /// The value of ``vectorTypeKey`` in a vector.
    public static let vectorTypeName = "__vector__"
    /// The key of a vector's elements.
    public static let vectorElementsKey = "value"

    /// A vector in its stored form.
    public static func vector(_ elements: [Double]) -> Value {
        .map([
            vectorTypeKey: .string(vectorTypeName),
            vectorElementsKey: .array(elements.map { .double($0) }),
        ])
    }

    /// Whether the value is a map with the vector type key, well-formed or not.
    public var claimsToBeVector: Bool {
        guard case .map(let fields) = self,
            case .string(let type)? = fields[Self.vectorTypeKey]
        else { return false }
        return ByteOrder.equal(type, Self.vectorTypeName)
    }

    /// The elements of a well-formed vector (numbers only); nil for every other value.
    public var vectorElements: [Double]? {
        guard claimsToBeVector, case .map(let fields) = self, fields.count == 2,
            case .array(let values)? = fields[Self.vectorElementsKey]
        else { return nil }
        var elements: [Double] = []
        elements.reserveCapacity(values.count)
        for value in values {
            guard case .double(let element) = value else { return nil }
            elements.append(element)
        }
        return elements
    }

    /// The text of a string value.
    public var stringValue: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number of an integer value; doubles are not converted.
    public var integerValue: Int64? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// The number of an integer (nearest double) or double value.
    public var numberValue: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The truth of a boolean value.
    public var booleanValue: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    /// The instant of a timestamp value.
    public var timestampValue: Timestamp? {
        if case .timestamp(let instant) = self { instant } else { nil }
    }

    /// The elements of an array value.
    public var arrayValue: [Value]? {
        if case .array(let values) = self { values } else { nil }
    }

    /// The fields of a map value.
    public var mapValue: Fields? {
        if case .map(let fields) = self { fields } else { nil }
    }

    /// As ``mapValue``, but nil for a vector: to a write's paths a vector is one value, so that a
    /// write below it replaces it by a map.
    var pathMapValue: Fields? { claimsToBeVector ? nil : mapValue }
}

extension Value: Equatable {
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let first), .boolean(let second)): first == second
        case (.integer(let first), .integer(let second)): first == second
        case (.double(let first), .double(let second)): identical(first, second)
        case (.timestamp(let first), .timestamp(let second)): first == second
        case (.string(let first), .string(let second)): ByteOrder.equal(first, second)
        case (.bytes(let first), .bytes(let second)): first == second
        case (.reference(let first), .reference(let second)): ByteOrder.equal(first, second)
        case (.geoPoint(let latitude, let longitude), .geoPoint(let other, let another)):
            identical(latitude, other) && identical(longitude, another)
        case (.array(let first), .array(let second)): first == second
        case (.map(let first), .map(let second)): first == second
        case (.unsupported(let first), .unsupported(let second)): first == second
        default: false
        }
    }

    private static func identical(_ left: Double, _ right: Double) -> Bool {
        left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral number: Int64) { self = .integer(number) }
    public init(floatLiteral number: Double) { self = .double(number) }
    public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
    public init(arrayLiteral elements: Value...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .map(Fields(elements))
    }
}
