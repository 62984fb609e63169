/// What a run of orders is asked for.
public struct OrderSyncOptions: Equatable, Sendable {
    /// When orders of the last weeks are looked at again for what changed in them later.
    public enum LateChanges: Equatable, Sendable {
        /// In every run of orders.
        case always
        /// In the first run after midnight at the location.
        case nightly
    }

    /// The first day to read; nil for where the last run ended. A day behind that is not obeyed:
    /// it would leave a gap.
    public var since: SyncDay?
    /// Read the whole history again, going on where the last backfill stopped.
    public var isBackfill: Bool
    /// Of a run of orders alone; a run of everything looks nightly.
    public var lateChanges: LateChanges

    public init(
        since: SyncDay? = nil, isBackfill: Bool = false, lateChanges: LateChanges = .always
    ) {
        self.since = since
        self.isBackfill = isBackfill
        self.lateChanges = lateChanges
    }
}
