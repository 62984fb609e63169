import StatusCodes

/// Limits of the services.
public enum ServiceLimits {
    /// Default bytes of memory for the whole process.
    public static let memoryBytesDefault = 1 << 30
    /// Buffers of this many bytes and more are mapped one by one, so that they go back to the
    /// system as soon as they are freed. A usual reply has less.
    public static let mappedBytesMin = 1 << 20
    /// What pinned versions of menus, and previous versions of documents, may take of all memory.
    static let pinnedPart = 8
    static let historyPart = 16
    /// Between looks at the memory that is taken, milliseconds.
    static let memoryWatchMilliseconds: UInt64 = 1_000
    /// Seconds that running calls have to finish during shutdown.
    public static let drainSeconds = 20.0
    /// Documents and bytes of one ListDocuments page.
    public static let pageDocumentsMax = 1000
    public static let pageDocumentsDefault = 100
    public static let pageBytesMax = 3 << 20
    /// Parts of PartitionQuery, and names sampled per part.
    static let partitionsMax = 1_000
    static let samplesPerPartition = 16
    /// Documents that a streaming read fetches at a time; bounds its memory.
    static let documentsAtATime = 64
    /// Maximum hours of the mirror's own sessions.
    public static let sessionHoursMax: Int64 = 24 * 366
    public static let sessionHoursDefault: Int64 = 12
    /// Sessions that one list shows.
    public static let sessionsListedMax = 10_000
    /// Files of the store whose modes are checked at startup; a table has megabytes.
    public static let dataFilesMax = 1_000_000
    /// Maximum sleep of the price clock, so that a change of the system clock is noticed,
    /// milliseconds.
    public static let priceClockMilliseconds: Int64 = 60_000
    /// Between looks at whether the store takes writes: while it does, and while it does not.
    static let storeWatchMilliseconds: UInt64 = 1_000
    static let storeWatchRefusingMilliseconds: UInt64 = 200
    /// Seconds until the store's tables are looked through, so that a start is not slowed, and
    /// between two passes.
    static let tableWatchFirstSeconds: UInt64 = 5
    static let tableWatchSeconds: UInt64 = 86_400
    /// Rest for each part of work: a pass takes a tenth of a processor.
    static let tableWatchRest: UInt64 = 9
    /// Seconds of writes after which a restart counts as the first again.
    static let storeHealthySeconds: UInt64 = 60
    /// Restarts in a row after a failed assertion of a library, each a second later than the one
    /// before; then it ends the process.
    public static let assertionRestartsMax = 5
    /// Longest pause before a restart for the store, seconds: it starts at none and doubles.
    static let restartPauseSecondsMax: UInt64 = 60
    /// Items that one message of WatchMenu holds.
    public static let watchItemsMax = 1000
    /// Messages of WatchMenu after which a watcher lets the others go first: about a millisecond
    /// each.
    static let watchMessagesPerSlice = 4
    /// Messages kept for watchers that are a little behind the first, and their bytes: a message
    /// has some hundred KB, and what is not kept is made again.
    static let watchStepsKept = 256
    static let watchBytesKept = 16 << 20
    /// Connections of all users. An idle one costs 5 KB and a file.
    public static let connectionsMax = 10_000
    /// Further ones for the daemon's own user: enough for commands that look at it.
    static let connectionsReserved = 16
    /// Files that the process keeps for the store's tables, the POS and itself.
    static let filesKept = 1_024
    /// Seconds after which a connection is idle: longer than any client waits between two calls of
    /// one task.
    public static let idleSeconds = 300
    /// What one query may cost before it is ended: a backstop for a query by mistake, since turns
    /// keep a long one from delaying others. The whole of ten million products needs half of it.
    public static let querySeconds = 120
    public static let queryRowsMax = 40_000_000
    public static let queryBytesMax = 32 << 30
    /// Seconds without a refusal after which the next one is written to the log again.
    static let refusalEpisodeSeconds: UInt64 = 60
    /// Users whose refusals are told apart; a machine has fewer.
    static let refusedUsersMax = 1_000
    /// Commits of a Write stream before others have their turn.
    static let writesPerSlice = 16
}

extension ServiceLimits {
    /// The page size of a request, 0 for the default; INVALID_ARGUMENT below 0.
    static func pageSize(_ requested: Int32) throws(Status) -> Int {
        guard requested >= 0 else { throw Status(.invalidArgument, "page_size is negative") }
        return requested == 0 ? pageDocumentsDefault : min(Int(requested), pageDocumentsMax)
    }
}
