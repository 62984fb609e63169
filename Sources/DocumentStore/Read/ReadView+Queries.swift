import FirestoreModel
import Memory
import ProtobufWire
import StatusCodes

extension ReadView {
    /// As ``DocumentReading/run(_:options:_:)``, at the view's read time. Scans the collections
    /// when later commits changed documents in them.
    @discardableResult
    public func run(
        _ query: PreparedQuery, options: QueryOptions = QueryOptions(),
        _ body: (QueryMatch) throws(Status) -> Bool
    ) throws(Status) -> QueryStatistics {
        guard try isTouched(query) else {
            return try snapshot.run(query, options: options, body)
        }
        var statistics = QueryStatistics()
        statistics.plan = Self.historicalPlan
        statistics.indexes = [IndexUse(ofNames: query)]
        let candidates = try candidates(query, options, &statistics)
        for row in query.rows(among: candidates) {
            statistics.rows += 1
            let document = RawDocument(
                createTime: row.document.createTime.microseconds,
                updateTime: row.document.updateTime.microseconds,
                fields: row.document.fields.mapValueBytes)
            let match = QueryMatch(path: row.path, document: document, distance: row.distance)
            guard try body(match) else { break }
        }
        statistics.skipped = min(query.offset, candidates.count)
        return statistics
    }

    /// As ``DocumentReading/explain(_:options:)``, at the view's read time.
    public func explain(
        _ query: PreparedQuery, options: QueryOptions = QueryOptions()
    ) throws(Status) -> QueryStatistics {
        guard try isTouched(query) else {
            return try snapshot.explain(query, options: options)
        }
        var statistics = QueryStatistics()
        statistics.plan = Self.historicalPlan
        statistics.indexes = [IndexUse(ofNames: query)]
        return statistics
    }

    /// As ``DocumentReading/aggregate(_:options:)``, at the view's read time.
    public func aggregate(
        _ aggregation: PreparedAggregation, options: QueryOptions = QueryOptions()
    ) throws(Status) -> (result: Fields, statistics: QueryStatistics) {
        guard try isTouched(aggregation.query) else {
            return try snapshot.aggregate(aggregation, options: options)
        }
        var accumulator = AggregationAccumulator(aggregation)
        let statistics = try run(aggregation.query, options: options) {
            match throws(Status) in
            accumulator.add(try match.row.document.fields)
            return true
        }
        return (accumulator.result, statistics)
    }

    private static let historicalPlan = "scan of the past"

    /// Whether a replaced document lies in a collection of the query.
    private func isTouched(_ query: PreparedQuery) throws(Status) -> Bool {
        guard !replaced.isEmpty else { return false }
        let prefix = DocumentKey.databasePrefix(query.database.database)
        for key in replaced.keys where key.bytes.starts(with: prefix) {
            if query.selects(try key.decodedPath()) { return true }
        }
        return false
    }

    /// Every document that matches the query, in no order.
    private func candidates(
        _ query: PreparedQuery, _ options: QueryOptions, _ statistics: inout QueryStatistics
    ) throws(Status) -> [QueryRow] {
        let database = query.database.database
        var rows: [QueryRow] = []
        var (bytes, touched, read) = (0, 0, 0)
        let lease = MemoryLease(options.memory, .queries)
        defer { withExtendedLifetime(lease) {} }
        let top = query.parent.level + 1
        for depth in try snapshot.depthsInUse(database: database)
        where depth == top || query.allDescendants && depth > top {
            let prefix = DocumentKey.descendantPrefix(
                database: database, path: query.parent, depth: depth)
            try scan(DocumentScan(prefix: prefix)) { key, document throws(Status) in
                touched += 1
                read += document.fields.count
                if touched & (DocumentStoreLimits.keysBetweenChecks - 1) == 0 {
                    if let isCancelled = options.isCancelled, isCancelled() {
                        throw Status(.cancelled, "query", "")
                    }
                    try options.check?(QueryWork(keysTouched: touched, bytesRead: read))
                }
                let path = try key.decodedPath()
                guard query.selects(path) else { return true }
                let row = try options.row(path, document)
                guard query.passes(row) else { return true }
                bytes += document.fields.count
                guard bytes <= DocumentStoreLimits.sortBytesMax else {
                    throw Status(.exhausted, "query", "too many documents of the past")
                }
                try lease.resize(
                    to: bytes * DocumentStoreLimits.decodedFactor, for: "a query of the past")
                rows.append(row)
                return true
            }
        }
        (statistics.keysTouched, statistics.documentsRead) = (touched, touched)
        return rows
    }
}

extension QueryOptions {
    /// A stored document as queries see it: with the overlay applied. Throws `corruption`.
    func row(_ path: ResourcePath, _ stored: RawDocument) throws(Status) -> QueryRow {
        let derived: [UInt8]? = try stored.fields.withUnsafeBufferPointer {
            bytes throws(Status) in
            try overlay?.fields(of: path, stored: UnsafeRawBufferPointer(bytes))
        }
        var withDerived = stored
        if let derived { withDerived.fields = derived }
        return try QueryMatch(path: path, document: withDerived).row
    }
}

extension QueryMatch {
    /// The match decoded. Throws `corruption`.
    public var row: QueryRow {
        get throws(Status) {
            do throws(WireError) {
                return QueryRow(
                    path: path,
                    document: StoredDocument(
                        fields: try Fields(mapValueBytes: document.fields),
                        createTime: Timestamp(microseconds: document.createTime),
                        updateTime: Timestamp(microseconds: document.updateTime)))
            } catch {
                throw Status(.corruption, "query", "malformed fields")
            }
        }
    }
}
