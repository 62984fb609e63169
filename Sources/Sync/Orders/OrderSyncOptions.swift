import CivilTime

/// Options of a run of orders.
public struct OrderSyncOptions: Equatable, Sendable {
    /// When orders of the last weeks are read again for late changes.
    public enum LateChanges: Equatable, Sendable {
        /// In every run of orders.
        case always
        /// In the first run after midnight at the location.
        case nightly
    }

    /// The first day to read; nil for where the last run ended. A later day than that is ignored,
    /// because it would leave a gap.
    public var since: CivilDate?
    /// Read the whole history again, continuing where the last backfill stopped.
    public var isBackfill: Bool
    /// For runs of orders only; a run of everything does so nightly.
    public var lateChanges: LateChanges

    public init(
        since: CivilDate? = nil, isBackfill: Bool = false, lateChanges: LateChanges = .always
    ) {
        self.since = since
        self.isBackfill = isBackfill
        self.lateChanges = lateChanges
    }
}
