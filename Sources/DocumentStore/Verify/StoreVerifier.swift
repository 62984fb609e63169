import FirestoreModel
import RocksStore
import StatusCodes

/// Reads every key of a store and compares what follows from what: documents, the index entries and
/// rows that follow from them, the change log, and the marks of the store itself.
///
/// Never stops at a fault. Constant memory, but for what is named one by one. One thread at a time.
package struct StoreVerifier<Source: StoreSource, Rows: DerivedEntries> {
    private let source: Source
    private let progress: (VerifyStep) throws(Status) -> Void
    private var indexes: IndexEntries
    private var rows: Rows
    private let policy: IndexPolicy
    private let derivation: UInt64?
    private var result: StoreVerification
    private var expected = (indexes: EntryDigest(), rows: EntryDigest())
    private var stored = (indexes: EntryDigest(), rows: EntryDigest())

    /// - Parameters:
    ///   - policy: what the store's indexes should be of.
    ///   - derivation: how this program derives `rows`; nil where they are not compared.
    ///   - progress: is told of every few thousand keys; a throw ends the verification.
    package init(
        _ source: Source, policy: IndexPolicy, rows: Rows, derivation: UInt64?,
        findingsListed: Int = DocumentStoreLimits.findingsListed,
        progress: @escaping (VerifyStep) throws(Status) -> Void = { _ in }
    ) {
        self.source = source
        self.policy = policy
        self.derivation = derivation
        self.rows = rows
        self.progress = progress
        indexes = IndexEntries(policy)
        result = StoreVerification(findingsListed: findingsListed)
    }

    /// Everything that is wrong. Throws what `progress` throws.
    package mutating func run() throws(Status) -> StoreVerification {
        let meta = try MetaCheck(source)
        for finding in meta.findings { result.findings.add(finding) }
        result.keys[.meta] = meta.keys
        result.commit = meta.commit?.version ?? 0
        var log = try changes(meta)
        try documents(meta, &log)
        if log.hasMissing { try nameMissing(log) }
        try entries(indexes, into: \.indexes)
        try entries(rows, into: \.rows)
        try compareIndexes(meta)
        try compareRows(meta)
        return result
    }

    // MARK: - Reading

    /// Reads a family, counts its keys, and notes what the tables cannot give back.
    private mutating func read(
        _ family: ColumnFamily, isNaming: Bool = false,
        _ body: (
            inout StoreVerification, UnsafeRawBufferPointer, UnsafeRawBufferPointer
        ) throws(Status) -> Void
    ) throws(Status) {
        var done = 0
        var found = result
        let total = Int(clamping: source.estimatedKeys(family))
        let step = { [progress] (done: Int) throws(Status) in
            try progress(
                VerifyStep(
                    family: family, done: done, total: max(done, total), isNaming: isNaming))
        }
        try step(0)
        var skipped: [UnreadableRange] = []
        try source.readableEntries(family, skipped: { skipped.append($0) }) {
            key, value throws(Status) in
            done += 1
            if done % DocumentStoreLimits.verifyStepKeys == 0 { try step(done) }
            try body(&found, key, value)
        }
        result = found
        guard !isNaming else { return }
        result.keys[family] = done
        for range in skipped { result.findings.add(Self.finding(range, family, rows)) }
    }

    /// A range is named by the documents at its ends, which can be read.
    private static func finding(
        _ range: UnreadableRange, _ family: ColumnFamily, _ rows: Rows
    ) -> StoreFinding {
        guard family == .documents else {
            let start = range.after == nil ? "the first keys" : "keys behind \(hex(range.after))"
            return StoreFinding(.unreadable, family, start, range.cause)
        }
        var finding = StoreFinding(
            .unreadable, .documents, of: range.after.flatMap(path), "documents", range.cause)
        finding.until = range.before.flatMap(path)
        return finding
    }

    private static func path(_ key: [UInt8]) -> ResourcePath? {
        // A key that is no path names nothing.
        (try? DocumentKey(bytes: key).decode())?.path
    }

    private static func hex(_ key: [UInt8]?) -> String {
        (key ?? []).prefix(24).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    private mutating func changes(_ meta: MetaCheck) throws(Status) -> ChangeLogCheck {
        var log = ChangeLogCheck(cut: meta.cut, commit: meta.commit)
        try read(.changes) { result, key, value in
            if let finding = log.add(key, value) { result.findings.add(finding) }
        }
        return log
    }

    private mutating func documents(
        _ meta: MetaCheck, _ log: inout ChangeLogCheck
    ) throws(Status) {
        var (indexes, rows) = (indexes, rows)
        var sums = expected
        defer { (self.indexes, self.rows, expected) = (indexes, rows, sums) }
        try read(.documents) { result, key, value in
            result.documentBytes += key.count + value.count
            let bytes = [UInt8](key)
            do throws(Status) {
                let document = try VerifiedDocument(bytes, value)
                let time = document.view.updateTime
                let logged = log.document(bytes, updateTime: time)
                if let words = Self.contradiction(document.view, meta.commit) ?? logged?.words {
                    result.findings.add(
                        StoreFinding(.contradicts, .documents, of: document.path, "", words))
                }
                try indexes.expected(of: document) { sums.indexes.add(EntryHash($0, $1)) }
                try rows.expected(of: document) { sums.rows.add(EntryHash($0, $1)) }
            } catch {
                // It is there, whatever it says.
                _ = log.document(bytes, updateTime: .min)
                result.findings.add(
                    StoreFinding(
                        .damaged, .documents, of: Self.path(bytes),
                        Self.path(bytes) == nil ? "key \(Self.hex(bytes))" : "", error.cause))
            }
        }
    }

    private static func contradiction(_ view: DocumentView, _ commit: CommitMark?) -> String? {
        if view.createTime > view.updateTime { return "it was changed before it was created" }
        guard let commit, view.updateTime > commit.time else { return nil }
        return "it was changed behind the store's last commit"
    }

    private mutating func nameMissing(_ log: ChangeLogCheck) throws(Status) {
        try read(.changes, isNaming: true) { result, key, value in
            // Records that do not decode were noted.
            guard let record = try? StoredEntryDecoder.change(key, value) else { return }
            for change in record.entries where log.isMissing(change, at: record.commitTime) {
                result.findings.add(
                    StoreFinding(
                        .missing, .documents, of: Self.path(change.key.bytes), "",
                        "commit \(record.version) wrote it, and it is not there"))
            }
        }
    }

    private mutating func entries(
        _ derived: some DerivedEntries,
        into part: WritableKeyPath<(indexes: EntryDigest, rows: EntryDigest), EntryDigest>
    ) throws(Status) {
        var sum = EntryDigest()
        try read(derived.family) { result, key, value in
            do throws(Status) {
                if let compared = try derived.compared(key, value) {
                    sum.add(EntryHash(key, compared))
                }
            } catch {
                let place = derived.place([UInt8](key), [UInt8](value))
                result.findings.add(
                    StoreFinding(
                        .damaged, derived.family, of: place.document, id: place.documentID,
                        place.part, error.cause))
            }
        }
        stored[keyPath: part] = sum
    }

    // MARK: - Comparing

    private mutating func compareIndexes(_ meta: MetaCheck) throws(Status) {
        guard meta.indexMark == StoreMeta.indexMark(policy) else {
            let words =
                meta.indexMark == nil
                ? "they are not built yet; the next start builds them"
                : "they are of other fields than the mirror's own; a daemon can compare them"
            return result.findings.add(
                StoreFinding(.unchecked, .indexes, "all entries", words))
        }
        try compare(indexes, expected.indexes, stored.indexes)
    }

    private mutating func compareRows(_ meta: MetaCheck) throws(Status) {
        guard let derivation else { return }
        guard meta.columnsMark == StoreMeta.derivedMark(derivation) else {
            return result.findings.add(
                StoreFinding(
                    .unchecked, .columns, "all rows",
                    "this program derives them otherwise; the next start derives them anew"))
        }
        try compare(rows, expected.rows, stored.rows)
    }

    private mutating func compare(
        _ derived: some DerivedEntries, _ expected: EntryDigest, _ stored: EntryDigest
    ) throws(Status) {
        let differing = stored.differing(from: expected)
        guard !differing.isEmpty else { return }
        var comparison = EntryComparison(differing, stored, expected)
        if comparison.uncompared > 0 {
            result.findings.addUnlisted(comparison.uncompared, derived.family)
        }
        try read(derived.family, isNaming: true) { _, key, value in
            // Entries that do not decode were noted.
            guard let compared = try? derived.compared(key, value) else { return }
            comparison.add(stored: EntryHash(key, compared))
        }
        try nameMissing(derived, &comparison)
        guard comparison.hasSurplus else { return }
        try read(derived.family, isNaming: true) { result, key, value in
            guard let compared = try? derived.compared(key, value),
                comparison.isSurplus(EntryHash(key, compared))
            else { return }
            let place = derived.place([UInt8](key), [UInt8](value))
            result.findings.add(
                StoreFinding(
                    .surplus, derived.family, of: place.document, id: place.documentID,
                    place.part, "it follows from no document that can be read"))
        }
    }

    private mutating func nameMissing(
        _ derived: some DerivedEntries, _ comparison: inout EntryComparison
    ) throws(Status) {
        var derived = derived
        var known = comparison
        try read(.documents, isNaming: true) { result, key, value in
            // Documents that do not decode were noted.
            guard let document = try? VerifiedDocument([UInt8](key), value) else { return }
            let family = derived.family
            var faults: [(StoreFinding.Kind, [UInt8], [UInt8])] = []
            try? derived.expected(of: document) { key, compared in
                guard let kind = known.difference(expected: EntryHash(key, compared)) else {
                    return
                }
                faults.append((kind, key, compared))
            }
            for (kind, key, compared) in faults {
                let words = kind == .missing ? "it is missing" : "it is not what the document says"
                result.findings.add(
                    StoreFinding(
                        kind, family, of: document.path,
                        derived.place(key, compared).part, words))
            }
        }
        comparison = known
    }
}

/// The entries of the buckets that differ.
private struct EntryComparison {
    private var buckets: [Bool]
    /// Stored entries, then those of them that are expected nowhere.
    private var stored: [UInt64: UInt64] = [:]
    /// How many differ at least in buckets that are not looked at, because all differ.
    private(set) var uncompared = 0

    init(_ differing: [Int], _ stored: EntryDigest, _ expected: EntryDigest) {
        buckets = [Bool](repeating: false, count: EntryDigest.buckets)
        var room = DocumentStoreLimits.entriesNamedMax
        for bucket in differing {
            let counts = (Int(stored.counts[bucket]), Int(expected.counts[bucket]))
            guard room > 0 else {
                uncompared += max(1, abs(counts.0 - counts.1))
                continue
            }
            room -= counts.0 + counts.1
            buckets[bucket] = true
        }
    }

    var hasSurplus: Bool { !stored.isEmpty }

    mutating func add(stored entry: EntryHash) {
        guard buckets[EntryDigest.bucket(entry.key)] else { return }
        stored[entry.key] = entry.value
    }

    /// Nil for an entry that is stored as it should be.
    mutating func difference(expected entry: EntryHash) -> StoreFinding.Kind? {
        guard buckets[EntryDigest.bucket(entry.key)] else { return nil }
        guard let value = stored.removeValue(forKey: entry.key) else { return .missing }
        return value == entry.value ? nil : .differs
    }

    func isSurplus(_ entry: EntryHash) -> Bool { stored[entry.key] != nil }
}
