import DocumentStore
import FirestoreModel
import LinuxSystem
import Memory
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

/// The messages of one RunQuery. Holds back each row until it is known whether it is the last.
final class QueryResponseStream {
    private let stream: ServerStream
    private let reading: ReadScope
    private let readTime: WireTimestamp
    private var held: RunQueryResponse?
    private var hasRows = false
    /// The memory of the row in hand, as it was read, as it is held and as it is sent.
    private let lease: MemoryLease

    init(_ stream: ServerStream, _ reading: ReadScope) {
        self.stream = stream
        self.reading = reading
        lease = MemoryLease(stream.memory, .queries)
        readTime = WireTimestamp(microseconds: reading.readTime)
    }

    /// Sends the id of the transaction that the query began, in a separate first message.
    func begin() throws(Status) {
        guard let id = reading.newTransaction else { return }
        var response = RunQueryResponse()
        response.transaction = id
        response.readTime = readTime
        try stream.send(response.wireBytes)
    }

    /// Sends a row; the first one carries the number of documents that the offset skipped.
    func send(_ document: [UInt8], skipped: Int) throws(Status) {
        let bytes = document.count + (held?.document?.count ?? 0)
        try lease.resize(to: 2 * bytes, for: "a large document")
        if let held { try stream.send(held.wireBytes) }
        var response = RunQueryResponse()
        response.document = document
        response.readTime = readTime
        if !hasRows { response.skippedResults = Int32(clamping: skipped) }
        hasRows = true
        held = response
    }

    /// Sends the last message: the held row, or without rows only the read time.
    func end(_ statistics: QueryStatistics, metrics: [UInt8]?) throws(Status) {
        var last = held ?? RunQueryResponse()
        last.readTime = readTime
        if hasRows {
            last.done = true
        } else {
            last.skippedResults = Int32(clamping: statistics.skipped)
        }
        last.explainMetrics = metrics
        try stream.send(last.wireBytes)
    }
}

/// google.firestore.v1.ExplainOptions of a request.
struct ExplainOptions {
    private let isAsked: Bool
    /// False to plan the query without running it.
    let runs: Bool

    init(_ bytes: [UInt8]?) throws(Status) {
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
            throw Status(undecodable: error)
        }
    }

    /// ExplainMetrics bytes; nil if not requested.
    func metrics(
        _ statistics: QueryStatistics, since start: UInt64, results: Int,
        _ bill: BilledReads = BilledReads()
    ) -> [UInt8]? {
        guard isAsked else { return nil }
        var metrics = ExplainMetrics()
        metrics.indexesUsed = statistics.indexes.enumerated().map { number, index in
            // The plan covers all indexes, and whether rows are sorted.
            [.init("query_scope", index.scope), .init("properties", index.properties)]
                + (number == 0 ? [.init("plan", statistics.plan)] : [])
        }
        guard runs else { return metrics.wireBytes }
        var execution = ExplainMetrics.Execution()
        execution.resultsReturned = Int64(results)
        execution.durationNanoseconds = Int64(
            clamping: SystemClock.monotonicNanoseconds() &- start)
        execution.readOperations = Int64(bill.readOperations)
        let entries = max(0, statistics.keysTouched - statistics.documentsRead)
        execution.debug = [
            .init("billing_details", bill.details),
            .init("documents_scanned", "\(statistics.documentsRead)"),
            .init("index_entries_scanned", "\(entries)"),
            .init("keys_touched", "\(statistics.keysTouched)"),
            .init("plan", statistics.plan),
        ]
        metrics.execution = execution
        return metrics.wireBytes
    }
}

/// The reads that Google's service would bill for a query: its documents, including those skipped
/// by an offset; for an aggregation one read per thousand index entries; at least one.
struct BilledReads {
    private var documents = 0
    private var entries = 0
    private static let entriesPerRead = 1_000

    init() {}
    init(documents: Int) { self.documents = documents }
    init(entries: Int) { self.entries = entries }

    private var counted: Int {
        documents + (entries + Self.entriesPerRead - 1) / Self.entriesPerRead
    }

    var readOperations: Int { max(1, counted) }

    /// Itemised as in Google's service, as texts.
    var details: [ExplainMetrics.Property] {
        [
            .init("documents_billable", "\(documents)"),
            .init("index_entries_billable", "\(entries)"),
            .init("min_query_cost", counted == 0 ? "1" : "0"),
            .init("small_ops", "0"),
        ]
    }
}
