import FirestoreModel
import Memory
import Ordering
import StatusCodes

/// Sorts rows that arrive out of the query's order.
///
/// Holds sort keys, not documents: at most about twice the rows that a limited query can return,
/// and at most ``DocumentStoreLimits/sortBytesMax`` bytes otherwise. Takes their memory before they
/// are kept.
struct RowSorter {
    /// A row's sort key and its document.
    struct Row {
        /// Encoded values, each in its direction, then the path key and a 00, in its own.
        let bytes: [UInt8]
        private let pathKeyStart: Int
        private let depth: UInt8
        private let descending: Bool

        init(
            values: [UInt8], pathKey: some Sequence<UInt8>, depth: UInt8, descending: Bool
        ) {
            pathKeyStart = values.count
            self.depth = depth
            self.descending = descending
            var bytes = values
            if descending {
                bytes.append(contentsOf: pathKey.lazy.map { ~$0 })
                bytes.append(0xFF)
            } else {
                bytes.append(contentsOf: pathKey)
                // Sorts below every segment: parents before children, and after them when inverted.
                bytes.append(0)
            }
            self.bytes = bytes
        }

        var pathKey: PathKey {
            let stored = bytes[pathKeyStart..<bytes.count - 1]
            return PathKey(
                bytes: descending ? stored.map { ~$0 } : Array(stored), depth: depth)
        }
    }

    /// Rows wanted at most; nil for all.
    private let wanted: Int?
    private var rows: [Row] = []
    private var byteCount = 0
    /// Rows at or above this sort key are beyond `wanted`.
    private var bound: [UInt8]?
    private let lease: MemoryLease

    /// Sizes `lease` to the rows that it holds; whoever takes them gives it back.
    init(wanted: Int?, lease: MemoryLease) {
        precondition(wanted.map { $0 >= 0 } ?? true, "a number of rows")
        self.wanted = wanted
        self.lease = lease
    }

    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row. Throws `exhausted` when there are too many to sort.
    mutating func add(_ row: Row) throws(Status) {
        if let bound, ByteOrder.compare(row.bytes, bound) >= 0 { return }
        rows.append(row)
        byteCount += row.bytes.count + Self.rowOverhead
        if let wanted {
            let slack = byteCount < DocumentStoreLimits.sortSlackBytes ? Self.slack : 1
            if rows.count >= 2 * wanted + slack { prune(to: wanted) }
        }
        guard byteCount <= DocumentStoreLimits.sortBytesMax else {
            throw Status(
                .exhausted, "query",
                "sorting needs more than \(DocumentStoreLimits.sortBytesMax >> 20) MiB; "
                    + "set a limit or a filter")
        }
        try lease.resize(to: byteCount, for: "sorting the query's rows")
    }

    /// The rows in order; the buffer is empty afterwards, and the lease still that of the rows.
    mutating func take() -> [Row] {
        rows.sort { ByteOrder.compare($0.bytes, $1.bytes) < 0 }
        assert(byteCount >= rows.count, "a row has bytes")
        defer { self = RowSorter(wanted: wanted, lease: lease) }
        return wanted.map { Array(rows.prefix($0)) } ?? rows
    }

    private mutating func prune(to count: Int) {
        rows.sort { ByteOrder.compare($0.bytes, $1.bytes) < 0 }
        rows.removeLast(rows.count - count)
        byteCount = rows.reduce(0) { $0 + $1.bytes.count + Self.rowOverhead }
        precondition(rows.count == count && byteCount >= 0, "as many rows stay as are wanted")
        bound = rows.last?.bytes ?? []
        lease.force(to: byteCount)
    }

    /// Memory overhead of a row besides its bytes: the array's header and the row itself, in an
    /// array that has grown to twice its size.
    private static let rowOverhead = 112
    /// Rows beyond twice `wanted` that are collected before the buffer is sorted and trimmed, if
    /// they are small.
    private static let slack = 256
}
