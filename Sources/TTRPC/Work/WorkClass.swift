/// A kind of work. Each has threads and a queue of its own, so that none can keep another waiting.
public enum WorkClass: Int, CaseIterable, Sendable {
    /// Administration that must always be answered.
    case admin
    /// Reads of a few keys.
    case point
    /// Commits, which mostly wait for a shared sync.
    case commit
    /// Queries and aggregations: processor time.
    case query
    /// Listings and other reads of many keys.
    case scan
    /// Maintenance of the whole store, minutes long.
    case upkeep
    /// Slices of streams that follow documents, and of those that follow menus.
    case listen, watch
    /// Calls that wait for another server.
    case outside
    /// Waits of calls of other kinds, see ``CallWaits``.
    case waiting

    /// The end of the threads' names.
    var name: String { "\(self)" }
}

/// The share of one kind of work.
public struct WorkShare: Sendable, Equatable {
    /// Calls that run at once; as many again of users of whom nothing runs. One that waits for its
    /// reader, or lets others go first, does not run.
    public var slots: Int
    /// Calls under way, those that do not run included: each has a thread.
    public var threads: Int
    /// Threads that the calls of one user may have.
    public var threadsPerUser: Int
    /// Calls of all users that wait for a thread; beyond it they get RESOURCE_EXHAUSTED.
    public var queueLengthMax: Int
    /// How much later than others the system schedules its threads (nice(2)).
    public var niceness: Int

    /// - Parameter threadsPerUser: half of the threads where not given.
    public init(
        slots: Int, threads: Int, threadsPerUser: Int? = nil,
        queueLengthMax: Int = TTRPCLimits.queueLengthMax, niceness: Int = 0
    ) {
        precondition(slots > 0 && threads >= slots && queueLengthMax >= 0, "a share is something")
        self.slots = slots
        self.threads = threads
        self.threadsPerUser = max(1, threadsPerUser ?? threads / 2)
        self.queueLengthMax = queueLengthMax
        self.niceness = niceness
    }

    /// The default of each kind for a machine with `processors` (see ``TTRPCLimits``).
    static func standard(_ work: WorkClass, processors: Int) -> WorkShare {
        switch work {
        case .admin: WorkShare(slots: 2, threads: 4)
        case .point: WorkShare(slots: max(4, processors), threads: TTRPCLimits.readThreads)
        case .commit:
            WorkShare(slots: TTRPCLimits.commitSlots, threads: 2 * TTRPCLimits.commitSlots)
        case .query:
            WorkShare(
                slots: max(2, processors), threads: TTRPCLimits.readThreads,
                niceness: TTRPCLimits.queryNiceness)
        case .scan:
            WorkShare(
                slots: max(2, processors / 2), threads: TTRPCLimits.readThreads,
                niceness: TTRPCLimits.scanNiceness)
        case .upkeep:
            WorkShare(
                slots: TTRPCLimits.upkeepSlots, threads: TTRPCLimits.upkeepThreads,
                niceness: TTRPCLimits.scanNiceness)
        // A slice waits for nothing: threads beyond two sets of slots would have nothing to do. One
        // waits for each stream at most, and streams have limits of their own.
        case .listen, .watch:
            WorkShare(
                slots: max(2, processors), threads: 2 * max(2, processors), queueLengthMax: .max,
                niceness: TTRPCLimits.queryNiceness)
        case .outside:
            WorkShare(slots: TTRPCLimits.outsideThreads, threads: TTRPCLimits.outsideThreads)
        case .waiting:
            WorkShare(slots: TTRPCLimits.outsideThreads, threads: TTRPCLimits.outsideThreads)
        }
    }
}

/// The shares of all kinds of work.
public struct WorkShares: Sendable, Equatable {
    private var shares: [WorkShare]

    /// The default for a machine with `processors`.
    public init(processors: Int) {
        shares = WorkClass.allCases.map { .standard($0, processors: processors) }
    }

    /// The same where `count` calls may wait in each that has the usual limit, and no more in any
    /// other; slices are no calls.
    func limited(to count: Int) -> WorkShares {
        var limited = self
        for index in shares.indices where shares[index].queueLengthMax < .max {
            let own = shares[index].queueLengthMax
            limited.shares[index].queueLengthMax =
                own == TTRPCLimits.queueLengthMax ? count : min(own, count)
        }
        return limited
    }

    public subscript(work: WorkClass) -> WorkShare {
        get { shares[work.rawValue] }
        set { shares[work.rawValue] = newValue }
    }
}
