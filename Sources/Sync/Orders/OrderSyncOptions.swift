/// What a run of orders is asked for.
public struct OrderSyncOptions: Equatable, Sendable {
    /// The first day to read; nil for where the last run ended. A day behind that is not obeyed:
    /// it would leave a gap.
    public var since: SyncDay?
    /// Read the whole history, going on where the last backfill stopped.
    public var isBackfill: Bool

    public init(since: SyncDay? = nil, isBackfill: Bool = false) {
        self.since = since
        self.isBackfill = isBackfill
    }
}
