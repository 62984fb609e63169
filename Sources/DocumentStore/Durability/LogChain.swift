import RocksStore

/// Follows the commits through a store's logs, from the one that its tables stand at: which is the
/// newest that can be reached without a gap, and what is in the way of a newer one.
///
/// The rule: what lies before a commit that is in the tables, or the next after them, is not needed
/// any more, whatever it is. From there on every commit must follow upon the last, in one sequence;
/// only behind the last of all may a log be torn, or anything be missing. After a loss of power
/// there may also be a hole among commits of which none was synced. Pure.
struct LogChain {
    /// A place behind which a commit cannot be reached.
    struct Fault: Equatable {
        let file: String
        var offset: UInt64?
        let words: String
        /// Whether a crash leaves this: a torn end, or logs that were deleted when not needed.
        let isOrdinary: Bool
    }

    /// The commit that the tables stand at.
    let tables: UInt64
    /// Whether all families are in the tables as of that commit; not so in former versions.
    let isAtomic: Bool
    /// No commit above it is followed.
    let limit: UInt64
    /// The newest commit without a gap before it.
    private(set) var reachable: UInt64
    /// The newest commit seen anywhere.
    private(set) var newest: UInt64
    /// For each log the end of what belongs to the commits up to ``reachable``, bytes.
    private(set) var kept: [String: UInt64] = [:]
    /// The last log looked at; empty if there is none.
    private(set) var file = ""

    private var expected: UInt64?
    private var isFileStart = true
    private var isPastLimit = false
    /// Seen, and no commit since.
    private(set) var pending: Fault?
    /// Commits were seen behind it.
    private(set) var broken: Fault?
    /// What the commits behind ``broken`` say of what is missing: that it had been synced, and
    /// whether one of them says nothing.
    private var isBrokenSynced = false
    private var isBrokenUnknown = false

    init(tables: UInt64, isAtomic: Bool, limit: UInt64 = .max) {
        self.tables = tables
        self.isAtomic = isAtomic
        self.limit = limit
        reachable = tables
        newest = tables
    }

    /// The next log begins.
    mutating func begin(_ name: String) {
        // Of logs that hold nothing, none is known to have had one before it.
        if expected == nil, pending?.offset == nil {
            pending = Fault(
                file: name, words: "the log before it is missing", isOrdinary: true)
        }
        file = name
        isFileStart = true
    }

    mutating func damaged(_ damage: LogDamage) {
        note(
            Fault(
                file: file, offset: damage.offset, words: damage.words,
                isOrdinary: damage.kind == .torn))
    }

    /// A record that is whole and yet no batch.
    mutating func unreadable(at offset: UInt64) {
        note(
            Fault(
                file: file, offset: offset, words: "a record is no batch of changes",
                isOrdinary: false))
    }

    /// A batch at the bytes `place` of the log; `commit` is the one it makes, `synced` its
    /// ``SyncedNote``.
    mutating func add(
        _ batch: LoggedBatch, commit: UInt64?, synced: UInt64? = nil, at place: Range<UInt64>
    ) {
        follow(batch, at: place.lowerBound)
        if let commit { add(commit, synced, at: place.lowerBound) }
        if pending == nil, broken == nil, !isPastLimit { kept[file] = place.upperBound }
    }

    /// RocksDB gives a sequence number to each change and skips none.
    private mutating func follow(_ batch: LoggedBatch, at offset: UInt64) {
        defer { isFileStart = false }
        // A mark that RocksDB writes first into a log, of the sequence before it.
        guard batch.count > 0 else { return }
        defer { expected = batch.next }
        guard let expected, batch.sequence != expected else { return }
        if batch.sequence < expected {
            let fault = Fault(
                file: file, offset: offset, words: "it is older than the log before it",
                isOrdinary: true)
            if reachable > tables { broken = broken ?? fault } else { note(fault) }
        } else if isFileStart {
            note(Fault(file: file, words: "the log before it is missing", isOrdinary: true))
        } else {
            note(
                Fault(
                    file: file, offset: offset, words: "changes before it are missing",
                    isOrdinary: false))
        }
    }

    private mutating func add(_ commit: UInt64, _ synced: UInt64?, at offset: UInt64) {
        if commit <= tables + 1, newest <= tables + 1, mayForget {
            (pending, broken) = (nil, nil)
            (isBrokenSynced, isBrokenUnknown) = (false, false)
        }
        newest = max(newest, commit)
        if let pending { broken = broken ?? pending }
        defer { if broken != nil { note(behind: commit, synced) } }
        guard broken == nil, commit > reachable else { return }
        guard commit == reachable + 1 else {
            broken = Fault(
                file: file, offset: offset, words: "commit \(reachable + 1) is missing before it",
                isOrdinary: false)
            return
        }
        if commit > limit { isPastLimit = true } else { reachable = commit }
    }

    /// Whether what was in the way lies before all that is needed.
    private var mayForget: Bool {
        isAtomic || [pending, broken].allSatisfy { $0?.isOrdinary ?? true }
    }

    private mutating func note(_ fault: Fault) { pending = pending ?? fault }

    private mutating func note(behind commit: UInt64, _ synced: UInt64?) {
        guard commit > tables else { return }
        if let synced {
            if synced > reachable { isBrokenSynced = true }
        } else {
            isBrokenUnknown = true
        }
    }

    /// Whether what is missing before the last commits was never synced, and power was lost.
    private func isUnsynced(_ mark: AcknowledgedMark.Content) -> Bool {
        guard !mark.isOfThisBoot, !isBrokenSynced else { return false }
        return !isBrokenUnknown || mark.isTailUnsynced
    }

    /// Whether there is anything behind ``reachable`` that a store which is opened there drops.
    var hasRest: Bool { rest != nil }

    private var rest: Fault? { broken ?? pending.flatMap { $0.offset == nil ? nil : $0 } }

    /// What a store that is opened at ``reachable`` drops, in a sentence for the log; nil where
    /// that is at most what nobody was told of before the process ended.
    func loss(_ mark: AcknowledgedMark.Content) -> String? {
        guard !mark.isOfThisBoot else { return nil }
        let place = rest.map { fault in
            let byte = fault.offset.map { ", byte \($0)" } ?? ""
            return "; \(fault.file)\(byte): \(fault.words)"
        }
        guard mark.acknowledged <= reachable else {
            return "power was lost, and with it \(mark.acknowledged - reachable) commits that were"
                + " acknowledged without a sync (--sync off): the store goes on at commit"
                + " \(reachable)\(place ?? "")"
        }
        return place.map {
            "power was lost while commits were written: what the logs hold behind commit"
                + " \(reachable) is not whole and is dropped\($0)"
        }
    }

    /// What is wrong, for a store that must reach the commit of `mark`; nil if nothing is.
    func damage(_ mark: AcknowledgedMark.Content) -> StoreDamage? {
        let isShort = reachable < mark.required
        let isBroken = broken != nil && !isUnsynced(mark)
        guard isShort || isBroken else { return nil }
        let fault = broken ?? missingNewest(mark) ?? pending ?? missingEnd(mark)
        var damage = StoreDamage(file: fault.file, offset: fault.offset, words: fault.words)
        damage.commit = reachable
        let expected = max(mark.acknowledged, newest)
        damage.lost = expected > reachable ? expected - reachable : 0
        return damage
    }

    /// The newest log that was seen, where it is not there any more.
    private func missingNewest(_ mark: AcknowledgedMark.Content) -> Fault? {
        guard let newest = file.isEmpty ? 0 : StoreFiles.logNumber(file), mark.newestLog > newest
        else { return nil }
        return Fault(
            file: StoreFiles.logName(mark.newestLog),
            words: "it is missing: commit \(mark.required) was acknowledged", isOrdinary: false)
    }

    private func missingEnd(_ mark: AcknowledgedMark.Content) -> Fault {
        Fault(
            file: file.isEmpty ? "the newest log" : file,
            words: file.isEmpty
                ? "it is missing: commit \(mark.required) was acknowledged"
                : "it or a newer log was cut or is missing: it ends at commit \(reachable), and"
                    + " commit \(mark.required) was acknowledged",
            isOrdinary: false)
    }
}
