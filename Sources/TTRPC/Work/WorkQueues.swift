/// The queues of all kinds of work. Any thread.
struct WorkQueues: Sendable {
    private let queues: [WorkQueue]

    init(_ shares: WorkShares) {
        queues = WorkClass.allCases.map { WorkQueue($0, shares[$0]) }
    }

    subscript(work: WorkClass) -> WorkQueue { queues[work.rawValue] }

    /// Forgets the waiting calls of a connection that is closed.
    func forget(_ connectionID: UInt64, of uid: UInt32) {
        for queue in queues { queue.forget(connectionID, of: uid) }
    }

    /// As ``WorkQueue/stop(untilNanoseconds:)``, all at once.
    func stop(untilNanoseconds deadline: UInt64) {
        for queue in queues { queue.stop(untilNanoseconds: deadline) }
    }
}
