/// How far a run has come.
public struct SyncProgress: Sendable {
    public enum Phase: String, Sendable {
        case started, fetching, mapping, writing, pricing
        /// A part of a run of everything has ended, while others may go on.
        case ended
        /// The run has ended.
        case finished
    }

    public let org: String
    public let kind: SyncKind
    /// What the step belongs to: of a run of everything one of its parts, else the kind itself.
    public var part: SyncKind
    public let phase: Phase
    /// In `unit`; `total` is 0 where it is not known.
    public var done = 0
    public var total = 0
    public var unit = ""
    /// Since the part's phase began.
    public var elapsedMs: Int64 = 0
    /// Estimated, until the part's phase ends; nil where nothing is known.
    public var remainingMs: Int64?
    /// Parts that go on at this moment, in the order of ``SyncKind``.
    public var running: [SyncKind] = []
    /// With phase `ended`: how the part did.
    public var ended: SyncPart?
    /// With phase `finished`.
    public var report: SyncReport?

    init(org: String, kind: SyncKind, part: SyncKind? = nil, phase: Phase) {
        self.org = org
        self.kind = kind
        self.part = part ?? kind
        self.phase = phase
    }
}
