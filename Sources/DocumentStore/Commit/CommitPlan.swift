import FirestoreModel

/// The writes of a commit grouped by document, ready before the commit lock is taken.
///
/// Sorted by key: reads go through the tables in order, equal keys are neighbours, and the change
/// record is built on the way.
struct CommitPlan {
    let writes: [DocumentWrite]
    /// Ascending, distinct.
    let keys: [[UInt8]]
    /// Indices into `writes`, by key and then in the order of the writes.
    let order: [Int]
    /// `order[starts[slot]..<starts[slot + 1]]` are the writes to `keys[slot]`.
    let starts: [Int]

    init(_ writes: [DocumentWrite]) {
        self.writes = writes
        var order = Array(writes.indices)
        if !Self.ascends(writes) {
            order.sort { left, right in
                let compared = ByteOrder.compare(writes[left].key.bytes, writes[right].key.bytes)
                return compared == 0 ? left < right : compared < 0
            }
        }
        var keys: [[UInt8]] = []
        var starts: [Int] = []
        keys.reserveCapacity(writes.count)
        starts.reserveCapacity(writes.count + 1)
        for (position, index) in order.enumerated() {
            let key = writes[index].key.bytes
            if let last = keys.last, last == key { continue }
            keys.append(key)
            starts.append(position)
        }
        starts.append(order.count)
        self.order = order
        self.keys = keys
        self.starts = starts
    }

    /// The writes to the document of `slot`, as indices in their order.
    func writes(of slot: Int) -> ArraySlice<Int> { order[starts[slot]..<starts[slot + 1]] }

    /// Syncs mostly write in key order; then there is nothing to sort.
    private static func ascends(_ writes: [DocumentWrite]) -> Bool {
        for index in writes.indices.dropFirst()
        where ByteOrder.compare(writes[index - 1].key.bytes, writes[index].key.bytes) > 0 {
            return false
        }
        return true
    }
}
