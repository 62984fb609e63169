/// An id of a POS, in a form that compares and hashes fast. Ids are texts; those of digits order
/// numerically, before all others.
///
/// Equal if and only if the texts are: `007` is not 7.
public enum POSID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Digits without leading zeros that fit 64 bits.
    case number(Int64)
    /// Any other text, never empty.
    case text(String)

    public init(_ text: String) {
        self = POSID.number(of: text.utf8).map { .number($0) } ?? .text(text)
    }

    public var description: String {
        switch self {
        case .number(let number): String(number)
        case .text(let text): text
        }
    }

    public static func < (left: POSID, right: POSID) -> Bool {
        switch (left, right) {
        case (.number(let one), .number(let other)): one < other
        case (.number, .text): true
        case (.text, .number): false
        case (.text(let one), .text(let other)): one.utf8.lexicographicallyPrecedes(other.utf8)
        }
    }

    /// The number that digits without leading zeros denote; nil for any other text.
    package static func number(of text: some Collection<UInt8>) -> Int64? {
        guard let first = text.first, first != UInt8(ascii: "0"), text.count <= 19 else {
            return nil
        }
        // At most 19 digits: no overflow.
        var value: UInt64 = 0
        for byte in text {
            guard byte &- 0x30 <= 9 else { return nil }
            value = value &* 10 &+ UInt64(byte &- 0x30)
        }
        return Int64(exactly: value)
    }
}

/// The slot of an id in a row: a ``POSID/number(_:)`` unchanged; any other text as a negative
/// reference into the arena:
///
///     1 | offset: 32 bits | length: 31 bits
package enum IDSlot {
    /// REQUIRES: the length is above zero and at most ``POSLimits/idBytesMax``.
    package static func of(_ text: TextReference) -> Int64 {
        Int64.min | Int64(text.offset) &<< 31 | Int64(text.length)
    }

    @inlinable @inline(__always)
    package static func isText(_ slot: Int64) -> Bool { slot < 0 && slot != Int64.min }

    /// REQUIRES: ``isText(_:)``.
    package static func text(_ slot: Int64) -> TextReference {
        TextReference(
            offset: UInt32(truncatingIfNeeded: slot &>> 31),
            length: UInt32(truncatingIfNeeded: slot & 0x7FFF_FFFF))
    }
}

extension RowStorage {
    /// The id in a slot; nil if there is none.
    package func id(_ slot: Int64) -> POSID? {
        if slot >= 0 { return .number(slot) }
        return IDSlot.isText(slot) ? .text(string(IDSlot.text(slot))) : nil
    }

    package func isSameID(_ one: Int64, _ other: Int64) -> Bool {
        if one == other { return true }
        guard IDSlot.isText(one), IDSlot.isText(other) else { return false }
        return isEqual(IDSlot.text(one), IDSlot.text(other))
    }

    /// Compares like ``POSID``: negative if `one` sorts before `other`, 0 if they are equal. Absent
    /// ids sort last.
    package func compareIDs(_ one: Int64, _ other: Int64) -> Int {
        if one == other { return 0 }
        if one >= 0, other >= 0 { return one < other ? -1 : 1 }
        if one == InventorySlot.absent { return 1 }
        if other == InventorySlot.absent { return -1 }
        if one >= 0 { return -1 }
        if other >= 0 { return 1 }
        let (left, right) = (content(IDSlot.text(one)), content(IDSlot.text(other)))
        if left.elementsEqual(right) { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    /// The bytes of a text.
    package func content(_ text: TextReference) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: UnsafeRawPointer(bytes + Int(text.offset)), count: Int(text.length))
    }
}
