/// What must never happen.
public enum FindKind: String, CaseIterable, Sendable {
    /// Something acknowledged is missing or older than it was.
    case lost = "LOST"
    /// Content that nobody wrote, half a batch, an index, a menu or a price that disagrees.
    case wrong = "WRONG"
    /// It is not as promised, and nobody was told what and where.
    case silent = "SILENT"
    /// The daemon ended by a signal, hung or would not start.
    case crash = "CRASH"
}

/// One broken promise.
public struct Find: Sendable, Equatable {
    public let kind: FindKind
    public let text: String

    public init(_ kind: FindKind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

/// How a trial ended where no promise was broken.
public enum TrialEnding: String, CaseIterable, Sendable {
    /// The daemon would not open the store and said which file is damaged.
    case refused
    /// Everything acknowledged was there.
    case recovered
    /// The newest log was cut after a kill, and the store stands at an earlier commit, whole.
    case tail
    /// This machine does not admit the harm; nothing was tried.
    case untried
}

/// One trial.
public struct TrialResult: Sendable {
    public let mode: TortureMode
    public let seed: UInt64
    /// What was done to the store.
    public var harm = ""
    public var ending = TrialEnding.recovered
    public var finds: [Find] = []
    /// Acknowledged writes that were checked.
    public var acknowledged = 0
    public var milliseconds = 0
    /// Where the data directory was kept; nil where it was not.
    public var keptAt: String?

    public init(_ mode: TortureMode, seed: UInt64) {
        self.mode = mode
        self.seed = seed
    }

    /// One line: `damage seed 17  recovered  182 ms  flip a bit of 000012.log`.
    public var line: String {
        let verdict =
            finds.isEmpty
            ? ending.rawValue
            : Set(finds.map(\.kind.rawValue)).sorted().joined(separator: "+")
        var text = "\(mode.rawValue) seed \(seed)  \(verdict)  \(milliseconds) ms"
        if acknowledged > 0 { text += "  \(acknowledged) acknowledged" }
        if !harm.isEmpty { text += "  \(harm)" }
        if let keptAt { text += "  kept at \(keptAt)" }
        for find in finds.prefix(TortureLimits.findsShown) {
            text += "\n    \(find.kind.rawValue): \(find.text)"
        }
        if finds.count > TortureLimits.findsShown {
            text += "\n    and \(finds.count - TortureLimits.findsShown) more"
        }
        return text
    }
}
