import Memory
import StatusCodes

/// Counts the work of one run, checks periodically whether it is cancelled or costs too much, and
/// takes the memory for what it gathers.
final class QueryMeter {
    private let isCancelled: (@Sendable () -> Bool)?
    private let checkWork: (@Sendable (QueryWork) throws(Status) -> Void)?
    private(set) var keysTouched = 0
    private(set) var documentsRead = 0
    private var bytesRead = 0
    private let lease: MemoryLease
    private var bytesGathered = 0

    init(_ options: QueryOptions) {
        isCancelled = options.isCancelled
        checkWork = options.check
        lease = MemoryLease(options.memory, .queries)
    }

    /// Notes a document whose fields were read.
    @inline(__always)
    func read(_ view: DocumentView) {
        documentsRead &+= 1
        bytesRead &+= view.fields.count
    }

    /// Takes memory for an id of `bytes` that is kept until the run ends. Throws
    /// RESOURCE_EXHAUSTED.
    func gather(_ bytes: Int) throws(Status) {
        bytesGathered += bytes + DocumentStoreLimits.gatheredBytes
        try lease.resize(to: bytesGathered, for: "the query")
    }

    /// Notes one key. Throws `cancelled`.
    @inline(__always)
    func touch() throws(Status) {
        keysTouched &+= 1
        guard keysTouched & (DocumentStoreLimits.keysBetweenChecks - 1) == 0 else { return }
        try check()
    }

    /// Throws `cancelled` when the run has been cancelled, and what the check of its work throws.
    func check() throws(Status) {
        if let isCancelled, isCancelled() { throw Status(.cancelled, "query", "") }
        try checkWork?(QueryWork(keysTouched: keysTouched, bytesRead: bytesRead))
    }
}
