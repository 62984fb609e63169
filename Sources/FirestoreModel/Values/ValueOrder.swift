import Ordering

/// The order of values across and within types, and the equality that follows from it
/// (https://firebase.google.com/docs/firestore/manage-data/data-types).
public enum ValueOrder {
    /// The classes values are ordered by first. Range filters match only within one class.
    public enum TypeClass: UInt8, Comparable, Sendable {
        case null, boolean, notANumber, number, timestamp, string, bytes, reference, geoPoint
        case array, vector, map
        /// Never stored.
        case unsupported

        public static func < (left: TypeClass, right: TypeClass) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// How much of long strings and bytes is compared.
    public enum Precision: Sendable {
        /// The first ``FirestoreLimits/indexedValueBytesMax`` bytes, as in queries.
        case indexed
        /// Everything, as in array transforms.
        case full
    }

    /// The class of a value; a map that is a well-formed vector is one.
    public static func typeClass(of value: Value) -> TypeClass {
        switch value {
        case .null: .null
        case .boolean: .boolean
        case .integer: .number
        case .double(let number): number.isNaN ? .notANumber : .number
        case .timestamp: .timestamp
        case .string: .string
        case .bytes: .bytes
        case .reference: .reference
        case .geoPoint: .geoPoint
        case .array: .array
        case .map: value.vectorElements == nil ? .map : .vector
        case .unsupported: .unsupported
        }
    }

    /// Whether two values are equal to a query: 1 equals 1.0, 0.0 equals -0.0, NaN equals NaN.
    public static func equal(
        _ left: Value, _ right: Value, _ precision: Precision = .indexed
    ) -> Bool {
        compare(left, right, precision) == 0
    }

    /// Negative, zero or positive as `left` is before, equal to or after `right`.
    ///
    /// Recursion is bounded by the nesting limit of the wire decoder.
    public static func compare(
        _ left: Value, _ right: Value, _ precision: Precision = .indexed
    ) -> Int {
        switch (left, right) {
        case (.string(let first), .string(let second)):
            return compareText(first, second, precision)
        case (.integer(let first), .integer(let second)): return order(first, second)
        default: break
        }
        let (first, second) = (typeClass(of: left), typeClass(of: right))
        guard first == second else { return order(first, second) }
        return compareWithinClass(left, right, precision)
    }

    private static func compareWithinClass(
        _ left: Value, _ right: Value, _ precision: Precision
    ) -> Int {
        switch (left, right) {
        case (.boolean(let first), .boolean(let second)):
            return (first ? 1 : 0) - (second ? 1 : 0)
        case (.integer(let first), .double(let second)): return compare(first, second)
        case (.double(let first), .integer(let second)): return -compare(second, first)
        case (.double(let first), .double(let second)): return order(first, second)
        case (.timestamp(let first), .timestamp(let second)):
            return order(first.microseconds, second.microseconds)
        case (.bytes(let first), .bytes(let second)):
            return compareBytes(first, second, precision)
        case (.reference(let first), .reference(let second)):
            return ReferenceName.compare(first, second)
        case (.geoPoint(let latitude, let longitude), .geoPoint(let other, let another)):
            let first = order(latitude, other)
            return first != 0 ? first : order(longitude, another)
        case (.array(let first), .array(let second)): return compare(first, second, precision)
        case (.map(let first), .map(let second)):
            if let vector = left.vectorElements, let other = right.vectorElements {
                return compareVectors(vector, other)
            }
            return compare(first, second, precision)
        default: return 0
        }
    }

    /// Compares an integer with a double that is not NaN, exactly, without a lossy conversion.
    static func compare(_ integer: Int64, _ double: Double) -> Int {
        if double >= 0x1p63 { return -1 }
        if double < -0x1p63 { return 1 }
        let whole = double.rounded(.towardZero)
        let first = order(integer, Int64(whole))
        return first != 0 ? first : order(whole, double)
    }

    private static func compare(
        _ left: [Value], _ right: [Value], _ precision: Precision
    ) -> Int {
        for (first, second) in zip(left, right) {
            let result = compare(first, second, precision)
            if result != 0 { return result }
        }
        return left.count - right.count
    }

    private static func compare(_ left: Fields, _ right: Fields, _ precision: Precision) -> Int {
        for (first, second) in zip(left, right) {
            let keys = ByteOrder.compare(first.key, second.key)
            if keys != 0 { return keys }
            let values = compare(first.value, second.value, precision)
            if values != 0 { return values }
        }
        return left.count - right.count
    }

    private static func compareVectors(_ left: [Double], _ right: [Double]) -> Int {
        guard left.count == right.count else { return left.count - right.count }
        for (first, second) in zip(left, right) {
            let result = order(first, second)
            if result != 0 { return result }
        }
        return 0
    }

    private static func compareText(
        _ left: String, _ right: String, _ precision: Precision
    ) -> Int {
        ByteOrder.withUTF8(left) { first in
            ByteOrder.withUTF8(right) { second in
                ByteOrder.compare(seen(first, precision), seen(second, precision))
            }
        }
    }

    private static func compareBytes(
        _ left: [UInt8], _ right: [UInt8], _ precision: Precision
    ) -> Int {
        left.withUnsafeBytes { first in
            right.withUnsafeBytes { second in
                ByteOrder.compare(seen(first, precision), seen(second, precision))
            }
        }
    }

    private static func seen(
        _ bytes: UnsafeRawBufferPointer, _ precision: Precision
    ) -> UnsafeRawBufferPointer {
        switch precision {
        case .full: bytes
        case .indexed:
            UnsafeRawBufferPointer(
                rebasing: bytes.prefix(FirestoreLimits.indexedValueBytesMax))
        }
    }

    /// Three-way comparison; equal if one is NaN, which only vectors from outside can contain.
    private static func order<Number: Comparable>(_ left: Number, _ right: Number) -> Int {
        left < right ? -1 : right < left ? 1 : 0
    }
}
