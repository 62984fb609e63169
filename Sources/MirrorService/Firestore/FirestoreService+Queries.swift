import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import TTRPC

extension FirestoreService {
    var queryMethods: [RPCMethod] {
        [
            streaming("RunQuery") { (request: RunQueryRequest, role, stream) throws(RPCError) in
                try runQuery(request, role, stream)
            },
            streaming("RunAggregationQuery") {
                (request: RunAggregationQueryRequest, role, stream) throws(RPCError) in
                try runAggregation(request, role, stream)
            },
        ]
    }

    private func runQuery(
        _ request: RunQueryRequest, _ role: Role, _ stream: ServerStream
    ) throws(RPCError) {
        let database = try DocumentName(parent: request.parent).database
        let received = try StructuredQuery(request: request.structuredQuery ?? [])
        let query = try model { () throws(FirestoreError) in
            try PreparedQuery(received, parent: request.parent, in: database)
        }
        try DocumentAccess.check(query, role)
        let explain = try ExplainOptions(request.explainOptions)
        let reading = try reading(
            ReadSelector(request.transaction, request.readTime, request.newTransaction),
            in: database)
        let answer = QueryAnswer(stream, reading)
        try answer.begin()
        let start = SystemClock.monotonicNanoseconds()
        let statistics = try run(
            explain.runs ? query : try planned(query, received, request.parent), reading,
            { stream.isClosed }
        ) { match throws(RPCError) in
            try answer.send(try views.document(match, of: query, role: role), skipped: query.offset)
        }
        try answer.end(
            statistics,
            metrics: explain.metrics(statistics, since: start, results: statistics.rows))
    }

    /// The same query without rows: it is planned and not run.
    private func planned(
        _ query: PreparedQuery, _ received: StructuredQuery, _ parent: String
    ) throws(RPCError) -> PreparedQuery {
        var received = received
        received.limit = 0
        return try model { () throws(FirestoreError) in
            try PreparedQuery(received, parent: parent, in: query.database)
        }
    }

    /// Runs a query over what `reading` sees and lets the transaction take note of it.
    @discardableResult
    func run(
        _ query: PreparedQuery, _ reading: Reading, _ patience: @escaping Patience,
        _ body: (QueryMatch) throws(RPCError) -> Void
    ) throws(RPCError) -> QueryStatistics {
        var options = views.queryOptions(in: query.database)
        options.isCancelled = patience
        var failure: RPCError?
        var last: QueryMatch?
        let statistics = try storing { () throws(StoreError) in
            try reading.view.run(query, options: options) { match in
                do throws(RPCError) {
                    try body(match)
                    last = match
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        }
        if let failure { throw failure }
        try reading.note(query, rows: statistics.rows, last: last)
        return statistics
    }

    private func runAggregation(
        _ request: RunAggregationQueryRequest, _ role: Role, _ stream: ServerStream
    ) throws(RPCError) {
        let database = try DocumentName(parent: request.parent).database
        let received = try StructuredAggregationQuery(
            request: request.structuredAggregationQuery ?? [])
        let aggregation = try model { () throws(FirestoreError) in
            try PreparedAggregation(received, parent: request.parent, in: database)
        }
        try DocumentAccess.check(aggregation, role)
        let explain = try ExplainOptions(request.explainOptions)
        let reading = try reading(
            ReadSelector(request.transaction, request.readTime, request.newTransaction),
            in: database)
        let start = SystemClock.monotonicNanoseconds()
        var accumulator = AggregationAccumulator(aggregation)
        let query = aggregation.query
        let statistics = try run(
            explain.runs
                ? query : try planned(query, received.query ?? StructuredQuery(), request.parent),
            reading, { stream.isClosed }
        ) { match throws(RPCError) in
            accumulator.add(try aggregation.fields(match))
        }
        var response = RunAggregationQueryResponse()
        if explain.runs { response.result = accumulator.resultMessage }
        response.transaction = reading.newTransaction ?? []
        response.readTime = WireTimestamp(microseconds: reading.readTime)
        response.explainMetrics = explain.metrics(statistics, since: start, results: 1)
        try stream.send(response.wireBytes)
    }
}

extension PreparedAggregation {
    /// Of a row what the aggregations look at.
    fileprivate func fields(_ match: QueryMatch) throws(RPCError) -> Fields {
        let names = aggregations.compactMap { _, kind in
            switch kind {
            case .count: nil as String?
            case .sum(let path), .average(let path): path.segments.first
            }
        }
        guard !names.isEmpty else { return [:] }
        do throws(WireError) {
            return try match.document.fields.withUnsafeBufferPointer { bytes throws(WireError) in
                try Fields(mapValueBytes: UnsafeRawBufferPointer(bytes), only: names)
            }
        } catch {
            throw RPCError(.dataLoss, "\(match.path) does not decode: \(error)")
        }
    }
}

extension AggregationAccumulator {
    /// google.firestore.v1.AggregationResult: its fields have number 2, like a Document's.
    fileprivate var resultMessage: [UInt8] {
        Document(name: "", fields: result).wireBytes
    }
}
