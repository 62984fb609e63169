import FirestoreModel
import Memory
import RocksStore
import StatusCodes

/// Called with each row; false ends the run.
typealias RowBody = (QueryMatchView) throws(Status) -> Bool

/// A row in the store's memory, valid only inside the call that hands it out.
struct QueryMatchView {
    let reader: RowMatcher
    let key: UnsafeRawBufferPointer
    let view: DocumentView
    /// The overlay's fields, if already computed.
    var derived: [UInt8]?
    var distance: Double?

    /// A copy that may be kept.
    func match() throws(Status) -> QueryMatch {
        try reader.match(key, view, fields: derived, distance: distance)
    }

    /// Some top-level fields, decoded.
    func fields(only names: [String]) throws(Status) -> Fields {
        try reader.fields(key, view, derived, only: names)
    }
}

/// One run of a query: tests candidates, sorts them if needed, applies offset and limit, and passes
/// the rows to the body.
final class QueryRun {
    let query: PreparedQuery
    let source: ReadSource
    let meter: QueryMeter
    let reader: RowMatcher
    private var buffer: RowSorter
    private let lease: MemoryLease
    private var ahead = ReadAhead(documentsMax: DocumentStoreLimits.documentsReadAhead)
    private var nearest: NearestRows?
    private(set) var skipped = 0
    /// Rows passed to the body.
    private(set) var taken = 0
    private(set) var rows = 0

    /// REQUIRES: `source` has a snapshot.
    init(_ query: PreparedQuery, _ source: ReadSource, _ options: QueryOptions) {
        precondition(source.snapshot != nil, "all reads of a run are of one state")
        self.query = query
        self.source = source
        meter = QueryMeter(options)
        reader = RowMatcher(query, options.overlay)
        lease = MemoryLease(options.memory, .queries, isLarge: query.limit == nil)
        buffer = RowSorter(wanted: query.limit.map { $0 + query.offset }, lease: lease)
        nearest = query.nearest.map { NearestRows($0) }
    }

    /// Buffers a candidate that arrives out of the query's order. `entry` is the value of its entry
    /// in the first order's index, nil without one.
    func collect(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView, entry: [UInt8]? = nil
    ) throws(Status) {
        meter.read(view)
        guard let row = try reader.row(key, view), reader.agrees(row, entry) else { return }
        try buffer.add(reader.sortKey(row, key))
    }

    /// Processes a candidate that arrives in the query's order. False when no more are needed.
    func pass(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView, entry: [UInt8]? = nil,
        _ body: RowBody
    ) throws(Status) -> Bool {
        meter.read(view)
        guard let row = try reader.row(key, view), reader.agrees(row, entry) else { return true }
        return try hand(key, view, row.fields, body)
    }

    /// Emits the rows of ``collect(_:_:entry:)`` in order. False when no more are needed.
    func flush(_ body: RowBody) throws(Status) -> Bool {
        guard !buffer.isEmpty else { return needsMore }
        // Rows of earlier rounds count towards offset and limit.
        let sorted = buffer.take()
        buffer = RowSorter(wanted: wantedRest, lease: lease)
        defer { lease.force(to: 0) }
        return try read(sorted.lazy.map(\.pathKey)) { _, key, view throws(Status) in
            try hand(key, view, nil, body)
        }
    }

    /// Emits the rows of a nearest-neighbour stage, which are known only at the end.
    func finish(_ body: RowBody) throws(Status) {
        guard let nearest else { return }
        let kept = nearest.sorted
        _ = try read(kept.map(\.pathKey)) { index, key, view throws(Status) in
            rows += 1
            return try body(
                QueryMatchView(
                    reader: reader, key: key, view: view, distance: kept[index].distance))
        }
    }

    /// Whether limit leaves room for another row.
    var needsMore: Bool { query.limit.map { taken < $0 } ?? true }

    /// Documents to read with one multi-get: few for a query with a small limit.
    var readAhead: Int { max(1, min(wantedRest ?? .max, DocumentStoreLimits.documentsReadAhead)) }

    /// Rows that may still be needed, those to be skipped included; nil for all.
    var wantedRest: Int? { query.limit.map { $0 - taken + query.offset - skipped } }

    private func hand(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView, _ fields: [UInt8]?, _ body: RowBody
    ) throws(Status) -> Bool {
        guard needsMore else { return false }
        assert(skipped <= query.offset && rows <= taken, "offset and limit count a row once")
        guard skipped >= query.offset else {
            skipped += 1
            return true
        }
        taken += 1
        if nearest != nil {
            // The nearest-neighbour stage needs its vector field, which the row's test decodes.
            guard let row = try reader.row(key, view) else { return needsMore }
            nearest?.add(row.content.document.fields, pathKey(of: key))
            return needsMore
        }
        rows += 1
        let row = QueryMatchView(reader: reader, key: key, view: view, derived: fields)
        return try body(row) && needsMore
    }

    /// Calls `body` with the documents at `pathKeys` and their indices, in order, until it returns
    /// false. Returns whether it never did.
    func read<PathKeys: RandomAccessCollection>(
        _ pathKeys: PathKeys,
        _ body: (Int, UnsafeRawBufferPointer, DocumentView) throws(Status) -> Bool
    ) throws(Status) -> Bool where PathKeys.Element == PathKey, PathKeys.Index == Int {
        precondition(pathKeys.startIndex == 0, "a whole list")
        var start = 0
        while start < pathKeys.count {
            let end = min(start + ahead.next, pathKeys.count)
            let keys = pathKeys[start..<end].map { reader.space.key(of: $0) }
            var goesOn = true
            for _ in keys { try meter.touch() }
            try source.database.multiGet(.documents, keys, snapshot: source.snapshot) {
                index, value throws(Status) in
                guard goesOn, let value else { return }
                let view = try DocumentRecord.decode(value)
                ahead.saw(bytes: view.fields.count)
                goesOn = try keys[index].withUnsafeBufferPointer { key throws(Status) in
                    try body(start + index, UnsafeRawBufferPointer(key), view)
                }
            }
            guard goesOn else { return false }
            start = end
        }
        return true
    }

    private func pathKey(of key: UnsafeRawBufferPointer) -> PathKey {
        PathKey(
            bytes: [UInt8](key[reader.space.segmentsStart...]),
            depth: key[reader.space.prefix.count])
    }

    func statistics(_ plan: QueryPlan) -> QueryStatistics {
        var statistics = QueryStatistics()
        statistics.plan = plan.summary
        statistics.indexes = plan.indexes(of: query)
        statistics.keysTouched = meter.keysTouched
        statistics.documentsRead = meter.documentsRead
        statistics.skipped = skipped
        statistics.rows = rows
        return statistics
    }
}
