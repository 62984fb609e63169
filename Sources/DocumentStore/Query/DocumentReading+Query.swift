import FirestoreModel
import RocksStore

extension DocumentReading {
    /// Calls `body` with the rows of `query` in order, after offset and limit, until it returns
    /// false; all of one moment.
    ///
    /// Rows are whole documents: apply `query.projection` to what is sent. Throws `cancelled`
    /// when the options say so, `exhausted` when an unlimited query would have to sort more than
    /// ``DocumentStoreLimits/sortBytesMax``, and what `body` throws.
    @discardableResult
    public func run(
        _ query: PreparedQuery, options: QueryOptions = QueryOptions(),
        _ body: (QueryMatch) throws(StoreError) -> Bool
    ) throws(StoreError) -> QueryStatistics {
        let moment = try source.ofOneMoment()
        let run = QueryRun(query, moment, options)
        let plan = ScanPlan(query)
        if query.limit != 0 { try plan.execute(run, body) }
        var statistics = run.statistics
        statistics.plan = plan.summary
        return statistics
    }

    /// The rows of `query`, copied.
    public func rows(
        of query: PreparedQuery, options: QueryOptions = QueryOptions()
    ) throws(StoreError) -> [QueryMatch] {
        var rows: [QueryMatch] = []
        try run(query, options: options) { row in
            rows.append(row)
            return true
        }
        return rows
    }
}

extension ReadSource: DocumentReading {
    public var source: ReadSource { self }

    /// The same with a snapshot.
    func ofOneMoment() throws(StoreError) -> ReadSource {
        guard snapshot == nil else { return self }
        return ReadSource(database: database, snapshot: try RocksSnapshot(of: database))
    }
}
