import Glibc

/// The location of a text in the arena.
@usableFromInline
package struct TextReference: Equatable, Sendable {
    @usableFromInline package let offset: UInt32
    @usableFromInline package let length: UInt32

    @usableFromInline package static let empty = TextReference(offset: 0, length: 0)

    @inlinable
    package init(offset: UInt32, length: UInt32) {
        self.offset = offset
        self.length = length
    }

    @inlinable @inline(__always)
    package init(slot: Int64) {
        self.offset = UInt32(truncatingIfNeeded: slot &>> 32)
        self.length = UInt32(truncatingIfNeeded: slot)
    }

    @inlinable @inline(__always)
    package var slot: Int64 { Int64(offset) &<< 32 | Int64(length) }

    /// Marks an unreadable value; see ``InventorySlot/unreadableText``.
    @inlinable @inline(__always)
    package var isUnreadable: Bool { length == 0 && offset != 0 }
}

/// Rows of slots and an arena for their texts, growing while a response arrives.
///
/// Manages memory without reference counting. REQUIRES: exactly one value is in use, whose owner
/// calls ``deallocate()`` or passes it to an ``Inventory``.
@usableFromInline
package struct RowStorage {
    @usableFromInline package var slots: UnsafeMutablePointer<Int64>
    @usableFromInline package var rowCount = 0
    @usableFromInline package var rowCapacity: Int
    @usableFromInline package var bytes: UnsafeMutablePointer<UInt8>
    @usableFromInline package var byteCount = 0
    @usableFromInline package var byteCapacity: Int

    package init(rowCapacity: Int = 64, byteCapacity: Int = 8_192) {
        self.rowCapacity = max(rowCapacity, 2)
        self.byteCapacity = max(byteCapacity, 64)
        slots = Self.memory(nil, self.rowCapacity * InventoryField.slotCount)
        bytes = Self.memory(nil, self.byteCapacity)
    }

    package func deallocate() {
        free(slots)
        free(bytes)
    }

    /// Bytes that the rows and texts take. The allocator maps large buffers, so that what was
    /// never written costs nothing.
    package var memoryBytes: Int {
        rowCount * InventoryField.slotCount * MemoryLayout<Int64>.stride + byteCount
    }

    /// Memory for `capacity` values, with the contents of `old`: moved, not copied, where it is
    /// large (realloc(3)).
    private static func memory<Value: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<Value>?, _ capacity: Int
    ) -> UnsafeMutablePointer<Value> {
        guard let memory = realloc(old, capacity * MemoryLayout<Value>.stride) else {
            fatalError("out of memory")
        }
        return memory.assumingMemoryBound(to: Value.self)
    }

    /// The slots of a row, or of the row after the last while it is filled.
    @inlinable @inline(__always)
    package func row(_ index: Int) -> UnsafeMutablePointer<Int64> {
        slots + index &* InventoryField.slotCount
    }

    /// Reserves an empty row after the last one.
    @inlinable @inline(__always)
    package mutating func beginRow() -> UnsafeMutablePointer<Int64> {
        if rowCount == rowCapacity { growRows() }
        let row = row(rowCount)
        let texts = InventoryField.textCount
        let flags = InventoryField.flags.rawValue
        row.update(repeating: 0, count: texts)
        (row + texts).update(repeating: InventorySlot.absent, count: flags &- texts)
        row[flags] = 0
        return row
    }

    @inlinable @inline(__always)
    package mutating func commitRow() { rowCount &+= 1 }

    /// Discards texts appended after the arena had `count` bytes.
    @inlinable @inline(__always)
    package mutating func rewindBytes(to count: Int) { byteCount = min(byteCount, count) }

    /// Reserves `count` more bytes; returns their address.
    @inlinable @inline(__always)
    package mutating func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if byteCapacity &- byteCount < count { growBytes(count) }
        return bytes + byteCount
    }

    /// Commits `count` bytes written to what ``reserve(_:)`` returned.
    @inlinable @inline(__always)
    package mutating func take(_ count: Int) { byteCount &+= count }

    @usableFromInline @inline(never)
    package mutating func growRows() {
        rowCapacity *= 2
        slots = Self.memory(slots, rowCapacity * InventoryField.slotCount)
    }

    @usableFromInline @inline(never)
    package mutating func growBytes(_ count: Int) {
        byteCapacity = max(byteCapacity * 2, byteCount + count)
        bytes = Self.memory(bytes, byteCapacity)
    }

    /// Copies a text to the arena.
    package mutating func keep(_ text: some Collection<UInt8>) -> TextReference {
        let target = reserve(text.count)
        for (index, byte) in text.enumerated() { target[index] = byte }
        let offset = byteCount
        take(text.count)
        return TextReference(
            offset: UInt32(truncatingIfNeeded: offset),
            length: UInt32(truncatingIfNeeded: text.count))
    }

    /// A text; empty if absent.
    package func string(_ text: TextReference) -> String {
        let start = UnsafePointer(bytes + Int(text.offset))
        return String(
            decoding: UnsafeBufferPointer(start: start, count: Int(text.length)), as: UTF8.self)
    }

    package func isEqual(_ one: TextReference, _ other: TextReference) -> Bool {
        if one == other { return true }
        guard one.length == other.length else { return false }
        let (left, right) = (bytes + Int(one.offset), bytes + Int(other.offset))
        for index in 0..<Int(one.length) where left[index] != right[index] { return false }
        return true
    }

    /// Appends all rows of `other`, with their texts, as source `number`.
    package mutating func append(_ other: borrowing RowStorage, source number: Int) {
        append(0..<other.rowCount, of: other, source: number)
    }

    /// Appends the rows of `other` at `indices`, in that order, and all its texts.
    package mutating func append(
        _ indices: some Sequence<Int>, of other: borrowing RowStorage, source number: Int
    ) {
        let base = byteCount
        reserve(other.byteCount).update(from: other.bytes, count: other.byteCount)
        take(other.byteCount)
        for index in indices {
            let target = beginRow()
            let source = other.row(index)
            target.update(from: source, count: InventoryField.slotCount)
            for text in 0..<InventoryField.textCount where source[text] != 0 {
                let old = TextReference(slot: source[text])
                // The sum was checked against arenaBytesMax, which fits 32 bits.
                let offset = UInt32(truncatingIfNeeded: Int(old.offset) &+ base)
                target[text] = TextReference(offset: offset, length: old.length).slot
            }
            for slot in InventoryField.ids where IDSlot.isText(source[slot]) {
                let old = IDSlot.text(source[slot])
                let offset = UInt32(truncatingIfNeeded: Int(old.offset) &+ base)
                target[slot] = IDSlot.of(TextReference(offset: offset, length: old.length))
            }
            target[InventoryField.flags.rawValue] &= ~(InventoryRow.sourceMask)
            target[InventoryField.flags.rawValue] |= Int64(number) &<< InventoryRow.sourceShift
            commitRow()
        }
    }
}
