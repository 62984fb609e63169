import DocumentStore
import Memory
import StatusCodes
import TTRPC

/// The turn of a query and what it may cost.
struct QueryCost: Sendable {
    let limits: QueryLimits
    /// Nil in a test without a worker.
    let turn: CallTurn?
    let isCancelled: CancellationCheck
    /// What its rows take memory from.
    var memory = MemoryBudget.unlimited
    /// Called with the limit and its setting when the query is ended.
    var onExhausted: @Sendable (Int, String) -> Void = { _, _ in }

    /// Applies to a run.
    func apply(to options: inout QueryOptions) {
        options.isCancelled = isCancelled
        options.memory = memory
        options.check = { [self] work throws(Status) in try check(work) }
    }

    /// Lets others go first. Throws RESOURCE_EXHAUSTED, with the limit and what to do, where the
    /// query has cost too much.
    func check(_ work: QueryWork) throws(Status) {
        turn?.giveWay()
        let seconds = Int((turn?.workedNanoseconds ?? 0) / 1_000_000_000)
        let (reached, limit, setting): (String, Int, String)
        if seconds >= limits.seconds {
            (reached, limit, setting) = (
                "took \(limits.seconds) seconds of a worker", limits.seconds, "query_seconds"
            )
        } else if work.keysTouched >= limits.rows {
            (reached, limit, setting) = (
                "visited \(limits.rows) index entries and documents", limits.rows, "query_rows"
            )
        } else if work.bytesRead >= limits.bytes {
            (reached, limit, setting) = (
                "read \(limits.bytes) bytes of documents", limits.bytes, "query_bytes"
            )
        } else {
            return
        }
        onExhausted(limit, setting)
        throw Status(
            .resourceExhausted,
            "the query \(reached), which is the most that one may; narrow it by a filter or a "
                + "limit, or read it in pages with a cursor or PartitionQuery (limits: \(setting))")
    }
}
