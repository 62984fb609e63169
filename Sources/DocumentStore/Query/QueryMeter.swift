import StatusCodes

/// Counts the work of one run and checks periodically whether it is cancelled.
final class QueryMeter {
    private let isCancelled: (@Sendable () -> Bool)?
    private(set) var keysTouched = 0
    var documentsRead = 0

    init(isCancelled: (@Sendable () -> Bool)?) { self.isCancelled = isCancelled }

    /// Notes one key. Throws `cancelled`.
    @inline(__always)
    func touch() throws(Status) {
        keysTouched &+= 1
        guard keysTouched & (DocumentStoreLimits.keysBetweenChecks - 1) == 0 else { return }
        try check()
    }

    /// Throws `cancelled` when the run has been cancelled.
    func check() throws(Status) {
        guard let isCancelled, isCancelled() else { return }
        throw Status(.cancelled, "query", "")
    }
}
