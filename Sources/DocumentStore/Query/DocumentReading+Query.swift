import FirestoreModel
import RocksStore
import StatusCodes

extension DocumentReading {
    /// Calls `body` with the rows of `query` in order, after offset and limit, until it returns
    /// false. All rows are of one snapshot.
    ///
    /// Rows are whole documents: the caller applies `query.projection`. Throws `cancelled` when
    /// `isCancelled` of the options returns true, `exhausted` when an unlimited query would have to
    /// sort more than ``DocumentStoreLimits/sortBytesMax``, and what `body` throws.
    @discardableResult
    public func run(
        _ query: PreparedQuery, options: QueryOptions = QueryOptions(),
        _ body: (QueryMatch) throws(Status) -> Bool
    ) throws(Status) -> QueryStatistics {
        try runInPlace(query, options) { row throws(Status) in try body(try row.match()) }
    }

    /// As ``run(_:options:_:)`` with rows in the store's memory.
    func runInPlace(
        _ query: PreparedQuery, _ options: QueryOptions, _ body: RowBody
    ) throws(Status) -> QueryStatistics {
        let moment = try source.ofOneMoment()
        let run = QueryRun(query, moment, options)
        let plan = try QueryPlanner(query, moment, options, run.meter).plan()
        if query.limit != 0 { try plan.execute(run, body) }
        return run.statistics(plan)
    }

    /// What ``run(_:options:_:)`` would do, without doing it: only the plan and its cost.
    public func explain(
        _ query: PreparedQuery, options: QueryOptions = QueryOptions()
    ) throws(Status) -> QueryStatistics {
        let moment = try source.ofOneMoment()
        let run = QueryRun(query, moment, options)
        return run.statistics(try QueryPlanner(query, moment, options, run.meter).plan())
    }

    /// The rows of `query`, copied.
    public func rows(
        of query: PreparedQuery, options: QueryOptions = QueryOptions()
    ) throws(Status) -> [QueryMatch] {
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

    /// The source itself, or with a snapshot when it has none.
    func ofOneMoment() throws(Status) -> ReadSource {
        guard snapshot == nil else { return self }
        return ReadSource(
            database: database, snapshot: try RocksSnapshot(of: database), policy: policy)
    }
}
