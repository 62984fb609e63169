/// A dynamic table (RFC 7541, 2.3.2): the newest entry has the index 0, the oldest leave first.
///
/// Its memory grows with what is in it, up to twice the limit.
struct HPACKTable {
    private struct Entry {
        var start: Int
        var nameCount: Int
        var valueCount: Int
    }

    /// Entries from the oldest, which is at `first`, to the newest.
    private var entries: [Entry] = []
    private var first = 0
    private var bytes: [UInt8] = []
    /// The size of the entries, 32 for each among it.
    private(set) var size = 0
    private(set) var sizeMax: Int
    /// Changes with every change of the contents.
    private(set) var version = 0

    init(sizeMax: Int) { self.sizeMax = sizeMax }

    static let entryOverhead = 32

    var count: Int { entries.count - first }

    /// Adds an entry; one that is larger than the table empties it (RFC 7541, 4.4).
    mutating func insert(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        let needed = name.count + value.count + Self.entryOverhead
        version &+= 1
        evict(until: sizeMax - needed)
        guard needed <= sizeMax else { return }
        compact()
        entries.append(
            Entry(start: bytes.count, nameCount: name.count, valueCount: value.count))
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: value)
        size += needed
        assert(size <= sizeMax, "what does not fit is not added")
    }

    /// Whether an entry of so many bytes fits without another one leaving.
    func hasRoom(_ nameCount: Int, _ valueCount: Int) -> Bool {
        size + nameCount + valueCount + Self.entryOverhead <= sizeMax
    }

    /// Changes the limit.
    mutating func resize(_ newMax: Int) {
        precondition(newMax >= 0, "a size")
        sizeMax = newMax
        if size > newMax { version &+= 1 }
        evict(until: newMax)
    }

    /// Calls `body` with name and value of an entry; nil if there is none.
    @inline(__always)
    func withEntry<Result>(
        _ index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard index >= 0, index < count else { return nil }
        let entry = entries[entries.count - 1 - index]
        return bytes.withUnsafeBytes { bytes in
            let middle = entry.start + entry.nameCount
            return body(
                UnsafeRawBufferPointer(rebasing: bytes[entry.start..<middle]),
                UnsafeRawBufferPointer(rebasing: bytes[middle..<(middle + entry.valueCount)]))
        }
    }

    private mutating func evict(until sizeWanted: Int) {
        while size > max(0, sizeWanted), first < entries.count {
            let entry = entries[first]
            size -= entry.nameCount + entry.valueCount + Self.entryOverhead
            first += 1
        }
        precondition(size >= 0 && (count > 0 || size == 0), "the size is that of the entries")
        guard count == 0 else { return }
        entries.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        first = 0
    }

    /// Removes what has left, once it is as much as may stay.
    private mutating func compact() {
        guard first > 0, first < entries.count else { return }
        let start = entries[first].start
        guard start >= sizeMax || first >= sizeMax / Self.entryOverhead else { return }
        bytes.removeSubrange(..<start)
        entries.removeSubrange(..<first)
        first = 0
        for index in entries.indices { entries[index].start -= start }
    }
}
