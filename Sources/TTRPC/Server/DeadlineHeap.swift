/// A min-heap of deadlines. Entries of ended calls stay until they are due, or until
/// ``removeAll(where:)``; the owner bounds their number.
struct DeadlineHeap {
    struct Entry {
        let nanoseconds: UInt64
        let connectionID: UInt64
        let streamID: UInt32
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var earliest: UInt64? { entries.first?.nanoseconds }

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].nanoseconds < entries[parent].nanoseconds else { return }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Removes and returns the earliest entry if it is due.
    mutating func popDue(_ nowNanoseconds: UInt64) -> Entry? {
        guard let first = entries.first, first.nanoseconds <= nowNanoseconds else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first }
        entries[0] = last
        siftDown()
        return first
    }

    /// Traps where an entry is earlier than its parent; for debug builds and tests.
    func checkInvariants() {
        for child in entries.indices.dropFirst() {
            precondition(
                entries[(child - 1) / 2].nanoseconds <= entries[child].nanoseconds,
                "no deadline is earlier than the one above it")
        }
    }

    mutating func removeAll(where isStale: (Entry) -> Bool) {
        let kept = entries.filter { !isStale($0) }
        entries = []
        for entry in kept { insert(entry) }
        assert(entries.count == kept.count, "what is kept stays")
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < entries.count {
                if entries[child].nanoseconds < entries[least].nanoseconds { least = child }
            }
            if least == parent { return }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
