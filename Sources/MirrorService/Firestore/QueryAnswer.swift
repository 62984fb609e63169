import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import ProtobufWire
import TTRPC

/// The messages of one RunQuery: each row is held until it is known whether it is the last.
final class QueryAnswer {
    private let stream: ServerStream
    private let reading: Reading
    private let readTime: WireTimestamp
    private var held: RunQueryResponse?
    private var hasRows = false

    init(_ stream: ServerStream, _ reading: Reading) {
        self.stream = stream
        self.reading = reading
        readTime = WireTimestamp(microseconds: reading.readTime)
    }

    /// Names the transaction that the query began, alone in the first message.
    func begin() throws(RPCError) {
        guard let id = reading.newTransaction else { return }
        var response = RunQueryResponse()
        response.transaction = id
        response.readTime = readTime
        try stream.send(response.wireBytes)
    }

    /// Takes a row; the first one says how many documents the offset left out.
    func send(_ document: [UInt8], skipped: Int) throws(RPCError) {
        if let held { try stream.send(held.wireBytes) }
        var response = RunQueryResponse()
        response.document = document
        response.readTime = readTime
        if !hasRows { response.skippedResults = Int32(clamping: skipped) }
        hasRows = true
        held = response
    }

    /// The last message: the held row, or without rows only the time.
    func end(_ statistics: QueryStatistics, metrics: [UInt8]?) throws(RPCError) {
        var last = held ?? RunQueryResponse()
        last.readTime = readTime
        if hasRows { last.done = true } else {
            last.skippedResults = Int32(clamping: statistics.skipped)
        }
        last.explainMetrics = metrics
        try stream.send(last.wireBytes)
    }
}

/// google.firestore.v1.ExplainOptions of a request.
struct ExplainOptions {
    private let isAsked: Bool
    /// False where the query is only to be planned.
    let runs: Bool

    init(_ bytes: [UInt8]?) throws(RPCError) {
        isAsked = bytes != nil
        guard let bytes else {
            runs = true
            return
        }
        do throws(WireError) {
            runs = try withWireReader(bytes) { reader throws(WireError) in
                var analyzes = false
                while let field = try reader.nextField() {
                    if field.number == 1 {
                        try reader.expect(.varint, of: field)
                        analyzes = try reader.varint() != 0
                    } else {
                        try reader.skip(field.type)
                    }
                }
                return analyzes
            }
        } catch {
            throw RPCError(error)
        }
    }

    /// ExplainMetrics bytes; nil where nobody asked.
    func metrics(
        _ statistics: QueryStatistics, since start: UInt64, results: Int
    ) -> [UInt8]? {
        guard isAsked else { return nil }
        var metrics = ExplainMetrics()
        metrics.indexesUsed = statistics.indexes.map { index in
            [.init("query_scope", index.scope), .init("properties", index.properties)]
        }
        // Where no index serves, the plan says what is done instead.
        metrics.indexesUsed.append([.init("plan", statistics.plan)])
        guard runs else { return metrics.wireBytes }
        var execution = ExplainMetrics.Execution()
        execution.resultsReturned = Int64(results)
        execution.durationNanoseconds = Int64(
            clamping: SystemClock.monotonicNanoseconds() &- start)
        execution.readOperations = Int64(statistics.documentsRead)
        execution.debug = [
            .init("keys_touched", "\(statistics.keysTouched)"),
            .init("documents_scanned", "\(statistics.documentsRead)"),
            .init("plan", statistics.plan),
        ]
        metrics.execution = execution
        return metrics.wireBytes
    }
}
