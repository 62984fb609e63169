import Synchronization

/// Finds a product's row by its id: an open-addressing hash table with one writer and any number of
/// lock-free readers.
///
/// A slot is one word: the upper half of the id's hash over the row number plus one, so 0 is
/// empty. Rows are never removed (a deleted product keeps its row), so a probe chain never breaks;
/// when the table is half full the writer copies it to one of twice the size, which readers get
/// with the next generation. The caller compares the id itself, since two ids may share a hash.
// @unchecked: slots are atomic words, written by the one writer only; the memory lives as long as
// the object.
final class ProductIndex: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private let mask: Int
    // Used by the writer only.
    private var count = 0

    /// A table with room for `capacity` ids.
    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = .allocate(capacity: size)
        for slot in 0..<size { (slots + slot).initialize(to: Atomic(0)) }
        mask = size - 1
    }

    deinit {
        assert(count <= mask, "a probe ends at an empty slot")
        slots.deinitialize(count: mask + 1)
        slots.deallocate()
    }

    /// The first row with `hash` for which `matches` holds; any thread.
    @inline(__always)
    func row(hash: UInt64, where matches: (Int) -> Bool) -> Int? {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let word = slots[slot].load(ordering: .acquiring)
            if word == 0 { return nil }
            if word >> 32 == hash >> 32 {
                let row = Int(word & 0xFFFF_FFFF) - 1
                if matches(row) { return row }
            }
            slot = (slot + 1) & mask
        }
    }

    /// Adds a row that is not in the table; writer only, and only while ``hasRoom``.
    func insert(hash: UInt64, row: Int) {
        precondition(hasRoom, "grow the index before inserting")
        precondition(row >= 0 && row < CatalogLimits.rowsMax, "a row number fits half a word")
        place((hash & ~0xFFFF_FFFF) | UInt64(row + 1), at: Int(truncatingIfNeeded: hash) & mask)
        count += 1
    }

    /// Whether one more id may be inserted.
    var hasRoom: Bool { count * 2 <= mask }

    /// A table of twice the size with the same rows; `hash` gives the hash of a row's id.
    func grown(hash: (Int) -> UInt64) -> ProductIndex {
        let larger = ProductIndex(capacity: mask + 1)
        for slot in 0...mask {
            let word = slots[slot].load(ordering: .relaxed)
            if word != 0 {
                larger.insert(
                    hash: hash(Int(word & 0xFFFF_FFFF) - 1), row: Int(word & 0xFFFF_FFFF) - 1)
            }
        }
        precondition(larger.count == count, "a larger table has the same rows")
        return larger
    }

    private func place(_ word: UInt64, at start: Int) {
        var slot = start
        while slots[slot].load(ordering: .relaxed) != 0 { slot = (slot + 1) & mask }
        slots[slot].store(word, ordering: .releasing)
    }
}
