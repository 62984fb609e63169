import FirestoreModel

/// Collects rows that come in another order than the query's and gives them in its own.
///
/// Holds sort keys and no documents. Of a limited query never more than twice the rows it can
/// return; of others ``DocumentStoreLimits/sortBytesMax`` bytes.
struct RowBuffer {
    /// A row's values in the query's order, and the document it is of.
    struct Row {
        /// Encoded values, each in its direction, then the place and a 00, in its own.
        let bytes: [UInt8]
        private let placeStart: Int
        private let depth: UInt8
        private let descending: Bool

        init(
            values: [UInt8], place: some Sequence<UInt8>, depth: UInt8, descending: Bool
        ) {
            placeStart = values.count
            self.depth = depth
            self.descending = descending
            var bytes = values
            if descending {
                bytes.append(contentsOf: place.lazy.map { ~$0 })
                bytes.append(0xFF)
            } else {
                bytes.append(contentsOf: place)
                // Below every segment: parents before children, and the other way when flipped.
                bytes.append(0)
            }
            self.bytes = bytes
        }

        var place: Place {
            let stored = bytes[placeStart..<bytes.count - 1]
            return Place(
                bytes: descending ? stored.map { ~$0 } : Array(stored), depth: depth)
        }
    }

    /// Rows wanted at most; nil for all.
    private let wanted: Int?
    private var rows: [Row] = []
    private var byteCount = 0
    /// Rows from here on are beyond what is wanted.
    private var bound: [UInt8]?

    init(wanted: Int?) { self.wanted = wanted }

    var isEmpty: Bool { rows.isEmpty }

    /// Takes a row. Throws `exhausted` when there are too many to sort.
    mutating func add(_ row: Row) throws(StoreError) {
        if let bound, ByteOrder.compare(row.bytes, bound) >= 0 { return }
        rows.append(row)
        byteCount += row.bytes.count + Self.rowOverhead
        if let wanted, rows.count >= 2 * wanted + Self.slack { prune(to: wanted) }
        guard byteCount <= DocumentStoreLimits.sortBytesMax else {
            throw StoreError(
                .exhausted, "query",
                "sorting needs more than \(DocumentStoreLimits.sortBytesMax >> 20) MiB; "
                    + "set a limit or a filter")
        }
    }

    /// The rows in order; the buffer is empty afterwards.
    mutating func take() -> [Row] {
        rows.sort { ByteOrder.compare($0.bytes, $1.bytes) < 0 }
        defer { self = RowBuffer(wanted: wanted) }
        return wanted.map { Array(rows.prefix($0)) } ?? rows
    }

    private mutating func prune(to count: Int) {
        rows.sort { ByteOrder.compare($0.bytes, $1.bytes) < 0 }
        rows.removeLast(rows.count - count)
        byteCount = rows.reduce(0) { $0 + $1.bytes.count + Self.rowOverhead }
        bound = rows.last?.bytes ?? []
    }

    /// What a row costs beside its bytes: the array's header and the row itself.
    private static let rowOverhead = 80
    /// Rows collected before it pays to sort.
    private static let slack = 256
}
