import LinuxSystem
import RocksStore
import StatusCodes
import TextForms

/// What a data directory is, in a small file of our own that is synced before anything depends on
/// it. Without it RocksDB would take a directory that lost its CURRENT for an empty one.
///
/// A text of ``SealedLines``.
struct StoreManifest: Equatable, Sendable {
    enum State: String, Sendable {
        /// The store is being created and has acknowledged nothing.
        case creating
        case whole
        /// The logs are being cut to an earlier commit; see ``StoreRecovery``.
        case recovering
    }

    /// The commits that an operator gave up.
    struct Recovery: Equatable, Sendable {
        /// The commit that the store went back to.
        let commit: UInt64
        /// The newest one that had been acknowledged, as far as known.
        let acknowledged: UInt64
        /// Microseconds since 1970.
        let time: Int64
        /// The directory within the store that holds the logs as they were.
        let aside: String
    }

    /// The store's own number; `meta` holds it too, and the mark.
    let id: UInt64
    var state: State
    /// Oldest first, the last ones only.
    var recoveries: [Recovery] = []

    private static let heading = "posmirror store 1"

    var bytes: [UInt8] {
        var lines = [
            Self.heading, "id \(Hexadecimal.text(id, digits: 16))", "state \(state.rawValue)",
        ]
        lines += recoveries.suffix(DocumentStoreLimits.recoveriesKept).map {
            "recovered \($0.commit) \($0.acknowledged) \($0.time) \($0.aside)"
        }
        return SealedLines.bytes(lines)
    }

    init(id: UInt64, state: State) {
        self.id = id
        self.state = state
    }

    /// Nil unless the bytes are exactly a manifest's.
    init?(_ bytes: [UInt8]) {
        guard let lines = SealedLines.lines(of: bytes, heading: Self.heading), lines.count >= 3,
            let id = Self.field(lines[1], "id"), let number = UInt64(id, radix: 16),
            let state = Self.field(lines[2], "state").flatMap(State.init(rawValue:))
        else { return nil }
        self.init(id: number, state: state)
        for line in lines[3...] {
            guard let recovery = Self.recovery(line) else { return nil }
            recoveries.append(recovery)
        }
    }

    private static func field(_ line: String, _ name: String) -> String? {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        return parts.count == 2 && parts[0] == name ? parts[1] : nil
    }

    private static func recovery(_ line: String) -> Recovery? {
        let parts = line.split(separator: " ").map(String.init)
        guard parts.count == 5, parts[0] == "recovered", let commit = UInt64(parts[1]),
            let acknowledged = UInt64(parts[2]), let time = Int64(parts[3])
        else { return nil }
        return Recovery(commit: commit, acknowledged: acknowledged, time: time, aside: parts[4])
    }

    /// The manifest of `directory`. Throws `corruption` if it is damaged.
    static func read(_ directory: String) throws(Status) -> StoreManifest {
        do throws(Status) {
            return try read(file: "\(directory)/\(StoreFiles.manifest)")
        } catch {
            guard error.fault == .corruption else { throw error }
            throw StoreCheck.damage(directory, of: StoreFiles.manifest, "it is damaged")
                .status(directory)
        }
    }

    /// The manifest that is the file at `path`. Throws `corruption` if it is damaged.
    static func read(file path: String) throws(Status) -> StoreManifest {
        let bytes = try onDisk("open") { () throws(SystemError) in
            try RegularFile(path).contents(bytesMax: DocumentStoreLimits.manifestBytesMax)
        }
        guard let bytes, let manifest = StoreManifest(bytes) else {
            throw Status(.corruption, path, "it is damaged")
        }
        return manifest
    }

    /// Writes the manifest; it is on disk when the call returns.
    func write(_ directory: String) throws(Status) {
        try onDisk("store manifest") { () throws(SystemError) in
            try DurableFiles.replace("\(directory)/\(StoreFiles.manifest)", with: bytes)
        }
    }
}
