import Glibc

/// Comparison by unsigned bytes, shorter first.
///
/// Swift compares strings by canonical equivalence; Firestore compares UTF-8 bytes and never
/// normalizes (queries order "e with acute" written in one or two scalars apart), so names and
/// values must not be compared with `==` or `<` of `String`.
public enum ByteOrder {
    /// Negative, zero or positive if `left` sorts before, equals, or sorts after `right`.
    @inlinable
    public static func compare(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Int {
        let common = min(left.count, right.count)
        if common > 0, let first = left.baseAddress, let second = right.baseAddress {
            let order = memcmp(first, second, common)
            if order != 0 { return Int(order) }
        }
        return left.count - right.count
    }

    /// As above, for arrays.
    @inlinable
    public static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        left.withUnsafeBytes { first in right.withUnsafeBytes { compare(first, $0) } }
    }

    /// As above, for the UTF-8 of strings.
    @inlinable
    public static func compare(_ left: String, _ right: String) -> Int {
        withUTF8(left) { first in withUTF8(right) { compare(first, $0) } }
    }

    /// Whether two strings have the same UTF-8.
    @inlinable
    public static func equal(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && compare(left, right) == 0
    }

    /// Calls `body` with the UTF-8 of `text`, without a copy where the string is native.
    @inlinable
    public static func withUTF8<Result>(
        _ text: String, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let direct = text.utf8.withContiguousStorageIfAvailable {
            body(UnsafeRawBufferPointer($0))
        }
        if let direct { return direct }
        return Array(text.utf8).withUnsafeBytes(body)
    }
}
