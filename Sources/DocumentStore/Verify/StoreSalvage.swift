import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Something that a salvage cannot give back.
package struct LostEntry: Equatable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        /// The document is gone.
        case document
        /// The document is there, in an earlier state than was committed.
        case earlierState
        /// The document is there; when it was written or changed is not known.
        case times
        /// Documents in a range of which nothing tells the names.
        case unnamed
        /// A part of a price history.
        case history
    }

    package let kind: Kind
    /// Nil where the key is no path.
    package let document: ResourcePath?
    /// What it is where it has no path, and what is wrong.
    package let words: String

    package init(_ kind: Kind, _ document: ResourcePath?, _ words: String) {
        self.kind = kind
        self.document = document
        self.words = words
    }
}

/// Takes the documents out of a damaged store that can be read, with the commit that they are of,
/// and says which are lost. What follows from documents is left to be derived anew.
///
/// One thread at a time.
package struct StoreSalvage<Source: StoreSource> {
    private let source: Source
    /// Takes a key and value of a family; of a trial nothing.
    private let put:
        (ColumnFamily, UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Void
    /// What is lost, up to a limit.
    package private(set) var lost: [LostEntry] = []
    package private(set) var lostCount = 0
    package private(set) var documents = 0
    /// The time that no document may be behind.
    private var time: Int64 = 0
    private var log: ChangeLogCheck
    private var meta: MetaCheck
    private var highestVersion: UInt64
    private var isLogDamaged = false
    private var ranges: [UnreadableRange] = []
    private var recovered: Set<[UInt8]> = []

    /// - Parameters:
    ///   - doubt: why more may have been committed than the store shows; empty if it may not.
    ///   - now: microseconds since 1970, for a store that lost its last commit's time.
    package init(
        _ source: Source, doubt: String = "", now: Int64,
        put:
            @escaping (ColumnFamily, UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status)
            -> Void
    ) throws(Status) {
        self.source = source
        self.put = put
        meta = try MetaCheck(source)
        log = ChangeLogCheck(cut: meta.cut, commit: meta.commit)
        highestVersion = meta.commit?.version ?? 0
        time = meta.commit?.time ?? now
        isLogDamaged = meta.commit == nil
        if !doubt.isEmpty { note(.unnamed, nil, doubt) }
    }

    /// Takes all documents. Throws what `put` throws.
    package mutating func takeDocuments() throws(Status) {
        try readLog()
        let source = source
        var skipped: [UnreadableRange] = []
        try source.readableEntries(.documents, skipped: { skipped.append($0) }) {
            key, value throws(Status) in
            try take([UInt8](key), value)
        }
        ranges = skipped
        if !ranges.isEmpty { try takeFromRanges() }
        if log.hasMissing { try noteMissing() }
    }

    /// Puts the marks and, where all of it agrees with the documents, the change log. Otherwise the
    /// log is empty from here on, so that everyone who follows it reads everything again.
    ///
    /// Returns the commit that the salvaged state is.
    package mutating func finish() throws(Status) -> UInt64 {
        var mark = CommitMark(version: highestVersion, time: time)
        var cut = meta.cut
        if isLogDamaged || lostCount > 0 {
            mark = CommitMark(version: mark.version + 1, time: time + 1)
            cut = mark.version
        } else {
            try source.entries(.changes, KeyRange()) { key, value throws(Status) in
                try put(.changes, key, value)
                return true
            }
        }
        let version = DocumentStoreLimits.formatVersion.bigEndian
        try put(StoreMeta.formatKey, withUnsafeBytes(of: version) { [UInt8]($0) })
        try put(
            StoreMeta.commitKey,
            BigEndian.bytes(mark.version) + BigEndian.bytes(UInt64(bitPattern: mark.time)))
        if cut > 0 { try put(StoreMeta.truncatedKey, BigEndian.bytes(cut)) }
        return mark.version
    }

    private func put(_ key: [UInt8], _ value: [UInt8]) throws(Status) {
        try put(.meta, key, value)
    }

    private func put(
        _ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]
    ) throws(Status) {
        try key.withUnsafeBufferPointer { key throws(Status) in
            try value.withUnsafeBufferPointer { value throws(Status) in
                try put(family, UnsafeRawBufferPointer(key), UnsafeRawBufferPointer(value))
            }
        }
    }

    /// Notes something that is lost.
    package mutating func note(_ kind: LostEntry.Kind, _ path: ResourcePath?, _ words: String) {
        lostCount += 1
        if lost.count < DocumentStoreLimits.lostListed {
            lost.append(LostEntry(kind, path, words))
        }
    }

    private mutating func readLog() throws(Status) {
        var (log, isDamaged, version, newest) = (log, isLogDamaged, highestVersion, Int64.min)
        try source.readableEntries(.changes, skipped: { _ in isDamaged = true }) { key, value in
            if log.add(key, value) != nil { isDamaged = true }
            // What does not decode was noted.
            guard let record = try? StoredEntryDecoder.change(key, value) else { return }
            version = max(version, record.version)
            newest = max(newest, record.commitTime)
        }
        (self.log, isLogDamaged, highestVersion) = (log, isDamaged, version)
        if meta.commit == nil { time = max(time, newest) }
    }

    private mutating func take(
        _ key: [UInt8], _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        let path = (try? DocumentKey(bytes: key).decode())?.path
        do throws(Status) {
            let document = try VerifiedDocument(key, value)
            let updateTime = document.view.updateTime
            if let logged = log.document(key, updateTime: updateTime) {
                isLogDamaged = true
                if logged.isEarlierState { note(.earlierState, path, logged.words) }
            }
            try put(document)
        } catch {
            guard error.fault == .corruption else { throw error }
            _ = log.document(key, updateTime: .min)
            isLogDamaged = true
            note(
                .document, path,
                path == nil ? "a key of \(key.count) bytes that is no path" : error.cause)
        }
    }

    /// Puts a document, its times within those of the store.
    private mutating func put(_ document: VerifiedDocument) throws(Status) {
        documents += 1
        let view = document.view
        let update = min(view.updateTime, time)
        let create = min(view.createTime, update)
        if (create, update) != (view.createTime, view.updateTime) {
            note(.times, document.path, "when it was written is not known")
        }
        var record: [UInt8] = []
        DocumentRecord.withHeader(createTime: create, updateTime: update) {
            record.append(contentsOf: $0)
        }
        record.append(contentsOf: view.fields)
        try put(.documents, document.key, record)
    }

    // MARK: - Around damaged blocks

    /// Documents in unreadable ranges may be readable one by one: in another table, or a newer
    /// state of them in the log. Their names are in the change log, in index entries and wherever
    /// `names` knows them from.
    private mutating func takeFromRanges() throws(Status) {
        isLogDamaged = true
        for range in ranges {
            let behind = range.after.flatMap { (try? DocumentKey(bytes: $0).decode())?.path }
            note(
                .unnamed, behind,
                "documents behind it may be lost of which nothing tells the names: \(range.cause)")
        }
        var names: Set<[UInt8]> = []
        try addLoggedNames(&names)
        try addIndexedNames(&names)
        for key in names.sorted(by: { ByteOrder.compare($0, $1) < 0 }) { try takeOne(key) }
    }

    /// As above for a document that something else tells the name of.
    package mutating func takeNamed(_ path: ResourcePath, in database: String) throws(Status) {
        let key = DocumentKey(database: database, path: path).bytes
        if isInRange(key) { try takeOne(key) }
    }

    /// Whether there is something that only its names can bring back.
    package var hasRanges: Bool { !ranges.isEmpty }

    private func isInRange(_ key: [UInt8]) -> Bool {
        ranges.contains { range in
            (range.after.map { ByteOrder.compare($0, key) < 0 } ?? true)
                && (range.before.map { ByteOrder.compare(key, $0) < 0 } ?? true)
        }
    }

    private mutating func takeOne(_ key: [UInt8]) throws(Status) {
        guard recovered.insert(key).inserted else { return }
        do throws(Status) {
            guard let value = try source.value(.documents, key) else { return }
            try value.withUnsafeBufferPointer { bytes throws(Status) in
                try take(key, UnsafeRawBufferPointer(bytes))
            }
        } catch {
            guard error.fault == .corruption || error.fault == .io else { throw error }
            _ = log.document(key, updateTime: .min)
            note(.document, (try? DocumentKey(bytes: key).decode())?.path, error.cause)
        }
    }

    private func addLoggedNames(_ names: inout Set<[UInt8]>) throws(Status) {
        var found = names
        try source.readableEntries(.changes, skipped: { _ in }) { key, value in
            guard let record = try? StoredEntryDecoder.change(key, value) else { return }
            for change in record.entries where isInRange(change.key.bytes) {
                if change.kind == .put { found.insert(change.key.bytes) }
            }
        }
        names = found
    }

    /// An index entry has the id of its document and a hash of its collection and field: those of
    /// the documents that can be read tell which collection it is.
    private func addIndexedNames(_ names: inout Set<[UInt8]>) throws(Status) {
        let collections = try IndexNames(source).collections
        var found = names
        try source.readableEntries(.indexes, skipped: { _ in }) { key, value in
            guard let parts = try? IndexKey(key, value), let index = BigEndian.value(key),
                var document = collections[index]
            else { return }
            IndexKey.appendSegment(parts.id, to: &document)
            if isInRange(document) { found.insert(document) }
        }
        names = found
    }

    private mutating func noteMissing() throws(Status) {
        isLogDamaged = true
        let (source, log) = (source, log)
        try source.readableEntries(.changes, skipped: { _ in }) { key, value in
            guard let record = try? StoredEntryDecoder.change(key, value) else { return }
            for change in record.entries where log.isMissing(change, at: record.commitTime) {
                note(
                    .document, (try? change.key.decode())?.path,
                    "commit \(record.version) wrote it, and it is not there")
            }
        }
    }
}

/// Which collections the numbers of indexes are of, by the documents that can be read.
private struct IndexNames {
    /// Key prefixes of collections, by the number of an index.
    private(set) var collections: [UInt64: [UInt8]] = [:]

    init(_ source: some StoreSource) throws(Status) {
        var found: [UInt64: [UInt8]] = [:]
        try source.readableEntries(.documents, skipped: { _ in }) { key, value in
            let documentKey = DocumentKey(bytes: [UInt8](key))
            guard let count = try? documentKey.collectionPrefixCount,
                let view = try? DocumentRecord.decode(value)
            else { return }
            let prefix = Array(documentKey.bytes[..<count])
            var fields = FieldsReader(view.fields)
            let state = prefix.withUnsafeBytes { IndexHash.collection($0) }
            while let entry = try? fields.next() {
                let index = IndexHash.index(.value, IndexHash.name(entry.key, after: state))
                found[index] = prefix
            }
        }
        collections = found
    }
}
