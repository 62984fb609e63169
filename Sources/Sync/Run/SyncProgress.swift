/// The progress of a run.
public struct SyncProgress: Sendable {
    public enum Phase: String, Sendable {
        case started, fetching, mapping, writing, pricing
        /// A part of a run of everything has ended; others may continue.
        case ended
        /// The run has ended.
        case finished
    }

    public let org: String
    public let kind: SyncKind
    /// The part of the step: for a run of everything one of its parts, otherwise the kind itself.
    public var part: SyncKind
    public let phase: Phase
    /// In `unit`; `total` is 0 where unknown.
    public var done = 0
    public var total = 0
    public var unit = ""
    /// Since the part's phase began.
    public var elapsedMs: Int64 = 0
    /// Estimated remaining time of the part's phase; nil where unknown.
    public var remainingMs: Int64?
    /// Parts in progress, in the order of ``SyncKind``.
    public var running: [SyncKind] = []
    /// With phase `ended`: the result of the part.
    public var ended: SyncPart?
    /// With phase `finished`: the report.
    public var report: SyncReport?

    init(org: String, kind: SyncKind, part: SyncKind? = nil, phase: Phase) {
        self.org = org
        self.kind = kind
        self.part = part ?? kind
        self.phase = phase
    }
}
