/// The first `limit` rows of an order (top k): a heap with the last of them on top.
struct TopRows {
    struct Candidate {
        let key: Int64
        let position: Generation.RowPosition
    }

    let order: RowOrder
    private let limit: Int
    /// Only rows after it are kept; nil keeps all.
    private let cursor: MenuCursor?
    private var heap: [Candidate] = []

    init(limit: Int, order: RowOrder, after cursor: MenuCursor?) {
        precondition(limit > 0, "somebody wants rows")
        self.limit = limit
        self.cursor = cursor
        self.order = order
        heap.reserveCapacity(limit)
    }

    /// Keeps `candidate` if it is among the first and after the cursor.
    @inline(__always)
    mutating func offer(_ candidate: Candidate) {
        // Most rows fail here, on one comparison of integers.
        if candidate.key <= lastKey { consider(candidate) }
    }

    /// The key of the last kept row once `limit` rows are kept, otherwise the maximum: no row
    /// beyond it is kept.
    var lastKey: Int64 { heap.count == limit ? heap[0].key : .max }

    @inline(never)
    private mutating func consider(_ candidate: Candidate) {
        if heap.count == limit {
            guard order.precedes(candidate, heap[0]) else { return }
        }
        if let cursor, !order.isBehind(candidate, cursor) { return }
        if heap.count < limit {
            heap.append(candidate)
            // Not yet a heap: order among the rows is irrelevant until `limit` are kept.
            guard heap.count == limit else { return }
            for parent in stride(from: limit / 2 - 1, through: 0, by: -1) { siftDown(parent) }
        } else {
            heap[0] = candidate
            siftDown(0)
        }
    }

    /// Traps where a candidate lies above one that is behind it, once there are enough of them.
    func checkInvariants() {
        precondition(heap.count <= limit, "no more are kept than are wanted")
        guard heap.count == limit else { return }
        for child in heap.indices.dropFirst() {
            precondition(
                !order.precedes(heap[(child - 1) / 2], heap[child]), "the last one is on top")
        }
    }

    /// The kept rows, in order.
    func sorted() -> [Candidate] {
        #if DEBUG
            checkInvariants()
        #endif
        return heap.sorted(by: order.precedes)
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var largest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if order.precedes(heap[largest], heap[child]) { largest = child }
            }
            if largest == parent { return }
            heap.swapAt(parent, largest)
            parent = largest
        }
    }
}
