import FirestoreModel
import RocksStore
import StatusCodes

/// Checks the change log by itself and against the documents: each document that changed since the
/// log begins must be in the record of its update time, and the last record of a document must say
/// what became of it.
///
/// A gap in the versions is no fault by itself, since commits of other data leave none; a record
/// that is missing shows by the documents that it was of, unless all of them changed again.
struct ChangeLogCheck {
    /// The last change of a document: its time, negative and less one for a deletion.
    private var latest: [UInt64: Int64] = [:]
    private let cut: UInt64
    private let commit: CommitMark?
    private var last: (version: UInt64, time: Int64)?
    /// The time of the oldest record; nil if there is none.
    private(set) var since: Int64?
    /// False once a record did not decode, or there are more documents than are compared.
    private(set) var isComplete = true
    private(set) var records = 0

    init(cut: UInt64, commit: CommitMark?) {
        self.cut = cut
        self.commit = commit
    }

    /// Takes the next record; returns what is wrong with it.
    mutating func add(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> StoreFinding? {
        records += 1
        do throws(Status) {
            let record = try StoredEntryDecoder.change(key, value)
            since = since ?? record.commitTime
            note(record)
            let fault = contradiction(record)
            last = (record.version, record.commitTime)
            return fault
        } catch {
            isComplete = false
            return StoreFinding(.damaged, .changes, Self.name(key), error.cause)
        }
    }

    private static func name(_ key: UnsafeRawBufferPointer) -> String {
        key.count == 8
            ? "commit \(key.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })"
            : "a key of \(key.count) bytes"
    }

    private func contradiction(_ record: ChangeRecord) -> StoreFinding? {
        let place = "commit \(record.version)"
        func fault(_ words: String) -> StoreFinding {
            StoreFinding(.contradicts, .changes, place, words)
        }
        if record.version <= cut {
            return fault("the log was cut after it, at commit \(cut)")
        }
        if let commit, record.version > commit.version {
            return fault("the store's last commit is \(commit.version)")
        }
        if let commit, record.commitTime > commit.time {
            return fault("its time is behind that of the store's last commit")
        }
        if let last, record.commitTime <= last.time {
            return fault("its time is not behind that of commit \(last.version)")
        }
        let isAscending = zip(record.entries, record.entries.dropFirst()).allSatisfy {
            $0.key < $1.key
        }
        return isAscending ? nil : fault("its documents are not in order")
    }

    private mutating func note(_ record: ChangeRecord) {
        for entry in record.entries {
            guard latest.count < DocumentStoreLimits.changesComparedMax else {
                isComplete = false
                return
            }
            let time = record.commitTime
            latest[Self.hash(entry.key.bytes)] = entry.kind == .put ? time : -1 - time
        }
    }

    /// How the log disagrees with a document.
    struct Disagreement {
        let words: String
        /// Whether the document as it is stored was replaced or deleted later.
        var isEarlierState = false
    }

    /// How the log disagrees with the document last changed at `updateTime`; nil if it does not.
    mutating func document(_ key: [UInt8], updateTime: Int64) -> Disagreement? {
        guard let since else { return nil }
        guard let change = latest.removeValue(forKey: Self.hash(key)) else {
            return isComplete && updateTime >= since
                ? Disagreement(words: "the change log has no record of its last change") : nil
        }
        if change < 0 {
            return Disagreement(
                words: "the change log says that it was deleted", isEarlierState: true)
        }
        guard change != updateTime else { return nil }
        return change > updateTime
            ? Disagreement(words: "it is older than the change log says", isEarlierState: true)
            : Disagreement(words: "the change log lacks its last change")
    }

    /// Whether documents that the log says were written were not shown to
    /// ``document(_:updateTime:)``.
    var hasMissing: Bool { latest.values.contains { $0 >= 0 } }

    /// Whether `change`, of the record at `time`, put a document that was not shown.
    func isMissing(_ change: ChangeRecord.Entry, at time: Int64) -> Bool {
        change.kind == .put && latest[Self.hash(change.key.bytes)] == time
    }

    private static func hash(_ key: [UInt8]) -> UInt64 {
        key.withUnsafeBytes { IndexHash.of($0) }
    }
}
