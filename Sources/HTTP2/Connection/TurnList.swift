/// The streams that have something to send and a window for it, in the order of their turns.
struct TurnList {
    private var ids: [UInt32] = []
    private var first = 0

    var isEmpty: Bool { first == ids.count }

    mutating func append(_ id: UInt32) { ids.append(id) }

    mutating func popFirst() -> UInt32? {
        guard first < ids.count else { return nil }
        defer {
            first += 1
            if first * 2 > ids.count { compact() }
        }
        return ids[first]
    }

    /// Removes a stream that is gone.
    mutating func remove(_ id: UInt32) {
        compact()
        ids.removeAll { $0 == id }
    }

    mutating func removeAll() { (ids, first) = ([], 0) }

    private mutating func compact() {
        ids.removeSubrange(..<first)
        first = 0
    }
}
