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
    /// Called when the query is ended.
    var onExhausted: @Sendable () -> Void = {}

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
        let reached: String
        if seconds >= limits.seconds {
            reached = "took \(limits.seconds) seconds of a worker"
        } else if work.keysTouched >= limits.rows {
            reached = "visited \(limits.rows) index entries and documents"
        } else if work.bytesRead >= limits.bytes {
            reached = "read \(limits.bytes) bytes of documents"
        } else {
            return
        }
        onExhausted()
        throw Status(
            .resourceExhausted,
            "the query \(reached), which is the most that one may; narrow it by a filter or a "
                + "limit, or read it in pages with a cursor or PartitionQuery")
    }
}
