import FirestoreModel
import Ordering

/// The writes of a commit grouped by document. Built before the commit lock is taken.
///
/// Sorted by key, so that the tables are read in order, writes to one document are adjacent and the
/// change record is built in the same pass.
struct CommitPlan {
    let writes: [DocumentWrite]
    /// Ascending, distinct.
    let keys: [[UInt8]]
    /// Indices into `writes`, sorted by key and stable within a key.
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
        precondition(starts.count == keys.count + 1, "every document has its writes")
        assert(
            zip(keys, keys.dropFirst()).allSatisfy { ByteOrder.compare($0, $1) < 0 },
            "keys ascend and are distinct")
        self.order = order
        self.keys = keys
        self.starts = starts
    }

    /// Indices of the writes to the document of `slot`, in the caller's order.
    func writes(of slot: Int) -> ArraySlice<Int> { order[starts[slot]..<starts[slot + 1]] }

    /// Whether the keys ascend already, as in most writes of sync passes; saves the sort.
    private static func ascends(_ writes: [DocumentWrite]) -> Bool {
        for index in writes.indices.dropFirst()
        where ByteOrder.compare(writes[index - 1].key.bytes, writes[index].key.bytes) > 0 {
            return false
        }
        return true
    }
}
