import LinuxSystem
import Ordering
import RocksStore
import StatusCodes

/// What a closed data directory holds, found out without RocksDB's recovery, which would drop what
/// it cannot read, and without changing anything.
package struct StoreCheck: Sendable {
    package enum Kind: Sendable {
        /// Missing or empty: a store may be created.
        case absent
        /// Its creation was broken off; it holds nothing.
        case creating
        /// Written by a program that kept no manifest and no mark.
        case former
        case whole
    }

    let kind: Kind
    let manifest: StoreManifest?
    /// The store's number as `meta` has it; nil in a store of a former version.
    private(set) var storedID: UInt64?
    /// The commit that the tables stand at.
    package private(set) var tables: UInt64 = 0
    /// The newest commit that can be reached.
    package private(set) var reachable: UInt64 = 0
    /// Why the store cannot be opened as it is; nil if it can.
    package private(set) var damage: StoreDamage?
    /// Per log, the end of what belongs to the commits up to ``reachable``.
    private(set) var kept: [String: UInt64] = [:]
    /// Whether there is more in the logs than ``kept``.
    private(set) var hasRest = false
    /// What is lost where the store is opened as it is, for the log; nil if nothing is that anybody
    /// could have been told of.
    private(set) var loss: String?

    /// Whether there is a store, whole or not.
    package var hasStore: Bool { kind == .former || kind == .whole }

    /// Examines `directory`. Throws `corruption` where a file of it is missing or unreadable, `io`
    /// where the disk fails; damage of the logs is returned.
    ///
    /// - Parameter limit: no commit above it is looked for.
    package init(_ directory: String, limit: UInt64 = .max) throws(Status) {
        let kind = try Self.kind(directory)
        var mark = AcknowledgedMark.Content()
        if let manifest = kind.manifest, kind.kind == .whole {
            let found = try AcknowledgedMark.look(directory, store: manifest.id)
            guard let found else {
                throw Self.damage(directory, of: StoreFiles.mark, "it is missing or damaged")
                    .status(directory)
            }
            mark = found
        }
        try self.init(directory, kind.kind, kind.manifest, mark, limit: limit)
    }

    /// As ``init(_:limit:)`` for a store whose mark is known.
    init(
        _ directory: String, _ kind: Kind, _ manifest: StoreManifest?,
        _ mark: AcknowledgedMark.Content, limit: UInt64 = .max
    ) throws(Status) {
        self.kind = kind
        self.manifest = manifest
        guard kind == .former || kind == .whole else { return }
        let found = try TablesState(directory)
        tables = found.commit
        var chain = LogChain(tables: tables, isAtomic: kind == .whole, limit: limit)
        let storeInLogs = try Self.follow(directory, &chain)
        reachable = chain.reachable
        kept = chain.kept
        damage = chain.damage(mark)
        hasRest = chain.hasRest
        loss = chain.loss(mark)
        storedID = found.store ?? storeInLogs
        if let storedID, storedID != manifest?.id {
            let words = manifest == nil ? "it is missing" : "it is another store's"
            damage = StoreDamage(file: StoreFiles.manifest, words: words)
            damage?.commit = reachable
            damage?.isLossKnown = false
        }
    }

    /// Damage of one of our own files, `file`: nobody knows what was acknowledged, but how far the
    /// logs reach.
    static func damage(_ directory: String, of file: String, _ words: String) -> StoreDamage {
        var damage = StoreDamage(file: file, words: words)
        damage.isLossKnown = false
        // Where they cannot be read either there is no commit to go to.
        damage.commit =
            (try? StoreCheck(directory, .whole, nil, AcknowledgedMark.Content()))?.reachable
        return damage
    }

    /// What the names and the manifest say. Throws `corruption`.
    static func kind(
        _ directory: String
    ) throws(Status) -> (kind: Kind, manifest: StoreManifest?) {
        guard let names = try StoreFiles.names(in: directory) else { return (.absent, nil) }
        guard names.contains(StoreFiles.manifest) else {
            if StoreFiles.isEmpty(names) { return (.absent, nil) }
            try requireCurrent(directory, names)
            return (.former, nil)
        }
        let manifest = try StoreManifest.read(directory)
        switch manifest.state {
        case .creating: return (.creating, manifest)
        case .recovering:
            throw StoreDamage(
                file: StoreFiles.manifest,
                words: "a recovery was broken off; run posmirror recover again"
            ).status(directory)
        case .whole:
            try requireCurrent(directory, names)
            return (.whole, manifest)
        }
    }

    /// CURRENT must name a manifest of RocksDB's that is there.
    static func requireCurrent(
        _ directory: String, _ names: Set<String>
    ) throws(Status) {
        guard let words = try faultOfCurrent(directory, names) else { return }
        var damage = StoreDamage(file: StoreFiles.current, words: words)
        if names.contains(StoreFiles.manifest), !StoreFiles.manifests(names).isEmpty {
            damage.command = "posmirror recover --data \(directory) --current"
        }
        throw damage.status(directory)
    }

    /// What is wrong with CURRENT; nil for nothing.
    static func faultOfCurrent(
        _ directory: String, _ names: Set<String>
    ) throws(Status) -> String? {
        let file = StoreFiles.current
        guard names.contains(file) else { return "it is missing" }
        let bytes = try onDisk("open") { () throws(SystemError) in
            try RegularFile("\(directory)/\(file)").contents(bytesMax: 1 << 10)
        }
        guard let bytes, let text = String(validating: bytes, as: UTF8.self),
            text.hasPrefix("MANIFEST-"), text.hasSuffix("\n")
        else { return "it is damaged" }
        let name = String(text.dropLast())
        return names.contains(name) ? nil : "it names \(name), which is missing"
    }

    /// Reads every log; returns the store's number where one of them sets it.
    private static func follow(
        _ directory: String, _ chain: inout LogChain
    ) throws(Status) -> UInt64? {
        var store: UInt64?
        for log in StoreFiles.logs(try StoreFiles.names(in: directory) ?? []) {
            chain.begin(log.name)
            let path = "\(directory)/\(log.name)"
            store = try read(path, log.number, &chain) ?? store
        }
        return store
    }

    private static func read(
        _ path: String, _ number: UInt64, _ chain: inout LogChain
    ) throws(Status) -> UInt64? {
        var reader = try onDisk("open") { () throws(SystemError) in
            try LogFileReader(path, number: number)
        }
        var store: UInt64?
        while let found = try onDisk("read log", { () throws(SystemError) in try reader.next() }) {
            switch found {
            case .damage(let damage): chain.damaged(damage)
            case .record(let place):
                var (commit, synced): (UInt64?, UInt64?) = (nil, nil)
                let batch = reader.payload.withUnsafeBytes { bytes in
                    LoggedBatch(bytes) { note in
                        synced = SyncedNote.commit(note) ?? synced
                    } put: { key, value in
                        if value.count == 16, key.elementsEqual(StoreMeta.commitKey) {
                            commit = BigEndian.value(value)
                        } else if value.count == 8, key.elementsEqual(StoreMeta.storeKey) {
                            store = BigEndian.value(value)
                        }
                    }
                }
                guard let batch else {
                    chain.unreadable(at: place.lowerBound)
                    continue
                }
                chain.add(batch, commit: commit, synced: synced, at: place)
            }
        }
        return store
    }
}

/// What the tables say by themselves.
private struct TablesState {
    let commit: UInt64
    /// The store's number; nil in a store of a former version.
    let store: UInt64?

    init(_ directory: String) throws(Status) {
        do throws(Status) {
            let meta = ColumnFamily.meta.name
            let database = try ReadOnlyDatabase(tablesOf: directory, families: [meta])
            guard database.families.contains(meta) else {
                throw Status(.corruption, "open", "there is no family \(meta)")
            }
            commit =
                try database.get(meta, StoreMeta.commitKey).map { bytes throws(Status) in
                    try bytes.withUnsafeBufferPointer { all throws(Status) in
                        try StoreMeta.decode(commit: UnsafeRawBufferPointer(all)).version
                    }
                } ?? 0
            store = try database.get(meta, StoreMeta.storeKey).flatMap { bytes in
                bytes.withUnsafeBytes { BigEndian.value($0) }
            }
        } catch {
            throw TableSurvey.explained(error, directory)
        }
    }
}
