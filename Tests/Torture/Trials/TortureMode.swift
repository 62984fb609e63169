/// What harm a trial does.
public enum TortureMode: String, CaseIterable, Sendable {
    /// SIGKILL under load, at random moments, while it starts too.
    case kill
    /// Bits flipped, ranges zeroed, files cut, deleted and swapped in a store that is closed.
    case damage
    /// A file system that is full.
    case full
    /// A loss of power.
    case power
    /// A disk that fails.
    case faults
    /// Few descriptors.
    case fds
    /// Little memory, large documents, scans.
    case memory
    /// Peers that send half frames, garbage and huge lengths, and never read.
    case hostile
    /// Inventories of which the POS's answers are spoilt.
    case syncs
    /// A wall clock that steps.
    case clock

    /// In a line, for help and tables.
    public var summary: String {
        switch self {
        case .kill: "SIGKILL at random moments, then every promise is checked"
        case .damage: "a closed store's files are damaged: refused by name, or all is there"
        case .full: "the file system is full (needs root, for a small tmpfs)"
        case .power: "power is lost: what was not synced is gone, block by block, name by name"
        case .faults: "writes and syncs fail, half or whole, by a library in the daemon"
        case .fds: "few descriptors"
        case .memory: "little memory, large documents, scans"
        case .hostile: "peers that break every rule of the wire beside honest ones"
        case .syncs: "250 syncs from answers with spoilt bytes: taken as they say, or not at all"
        case .clock: "the wall clock steps forwards and back"
        }
    }
}
