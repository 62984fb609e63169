import Access
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    func executePipeline(
        _ request: ExecutePipelineRequest, _ role: DocumentCaller, _ stream: ServerStream
    ) throws(Status) {
        throw Status(
            .failedPrecondition,
            "Pipelines need a database of the Enterprise edition; this one is of the "
                + "Standard edition: use RunQuery and RunAggregationQuery.")
    }

    func runQuery(
        _ request: RunQueryRequest, _ role: DocumentCaller, _ stream: ServerStream
    ) throws(Status) {
        let database = try DocumentName(parent: request.parent).database
        guard let bytes = request.structuredQuery else {
            throw Status(.invalidArgument, "only structured queries are supported")
        }
        let received = try StructuredQuery(request: bytes)
        let parent = try DocumentAccess.parent(request.parent, of: received, role)
        let query = try PreparedQuery(received, parent: parent, in: database)
        try DocumentAccess.check(query, role)
        let explain = try ExplainOptions(request.explainOptions)
        let reading = try reading(
            ReadSelector(request.transaction, request.readTime, request.newTransaction),
            in: database, of: stream.peer.uid)
        let answer = QueryResponseStream(stream, reading)
        try answer.begin()
        let start = SystemClock.monotonicNanoseconds()
        guard explain.runs else {
            let plan = try self.explain(query, reading)
            return try answer.end(plan, metrics: explain.metrics(plan, since: start, results: 0))
        }
        let statistics = try run(query, reading, cost(stream)) { match throws(Status) in
            try answer.send(try views.document(match, of: query, role: role), skipped: query.offset)
        }
        let bill = BilledReads(documents: statistics.rows + statistics.skipped)
        try answer.end(
            statistics,
            metrics: explain.metrics(
                statistics, since: start, results: statistics.rows, bill))
    }

    private func explain(
        _ query: PreparedQuery, _ reading: ReadScope
    ) throws(Status) -> QueryStatistics {
        let options = views.queryOptions(in: query.database)
        return try reading.view.explain(query, options: options)
    }

    /// Runs a query at the state of `reading` and adds it to the transaction's read set.
    @discardableResult
    func run(
        _ query: PreparedQuery, _ reading: ReadScope, _ cost: QueryCost,
        _ body: (QueryMatch) throws(Status) -> Void
    ) throws(Status) -> QueryStatistics {
        var options = views.queryOptions(in: query.database)
        cost.apply(to: &options)
        var last: QueryMatch?
        let statistics = try reading.view.run(query, options: options) { match throws(Status) in
            try body(match)
            last = match
            return true
        }
        try reading.note(query, rows: statistics.rows, last: last)
        return statistics
    }

    func runAggregation(
        _ request: RunAggregationQueryRequest, _ role: DocumentCaller, _ stream: ServerStream
    ) throws(Status) {
        let database = try DocumentName(parent: request.parent).database
        guard let bytes = request.structuredAggregationQuery else {
            throw Status(
                .invalidArgument, "Only structured aggregation queries are supported.")
        }
        let received = try StructuredAggregationQuery(request: bytes)
        let parent = try DocumentAccess.parent(
            request.parent, of: received.query ?? StructuredQuery(), role)
        let aggregation = try PreparedAggregation(received, parent: parent, in: database)
        try DocumentAccess.check(aggregation, role)
        let explain = try ExplainOptions(request.explainOptions)
        let reading = try reading(
            ReadSelector(request.transaction, request.readTime, request.newTransaction),
            in: database, of: stream.peer.uid)
        let start = SystemClock.monotonicNanoseconds()
        var response = RunAggregationQueryResponse()
        let statistics: QueryStatistics
        if explain.runs {
            let (result, ran) = try aggregate(aggregation, reading, stream)
            // AggregationResult and Document have the same field number for their fields.
            response.result = Document(name: "", fields: result).wireBytes
            statistics = ran
        } else {
            statistics = try self.explain(aggregation.query, reading)
        }
        response.transaction = reading.newTransaction ?? []
        response.readTime = WireTimestamp(microseconds: reading.readTime)
        response.explainMetrics = explain.metrics(
            statistics, since: start, results: 1,
            BilledReads(entries: statistics.rows + statistics.skipped))
        try stream.send(response.wireBytes)
    }

    private func aggregate(
        _ aggregation: PreparedAggregation, _ reading: ReadScope, _ stream: ServerStream
    ) throws(Status) -> (result: Fields, statistics: QueryStatistics) {
        var options = views.queryOptions(in: reading.database)
        cost(stream).apply(to: &options)
        let answer = try reading.view.aggregate(aggregation, options: options)
        try reading.note(aggregation.query, rows: 0, last: nil)
        return answer
    }
}
