import DocumentStore
import FirestoreModel
import MirrorTree
import Ordering
import ProtobufWire
import RocksStore
import StatusCodes

/// Takes out of a damaged store what follows from no document in the family `columns`: what the POS
/// last said of each product, as a hash, and the price histories.
///
/// A row is taken only where it is what its document says: a hash beside another row would tell a
/// sync that a document is up to date that is not.
package struct ColumnSalvage {
    /// Tenants with products or history.
    private var orgs: Set<String> = []
    /// Those of whose history something is lost.
    private var broken: Set<String> = []
    private var isRangeLost = false
    private let time: Int64
    /// A part of a price history that is lost.
    package private(set) var lost: [(document: ResourcePath?, words: String)] = []

    /// - Parameter time: microseconds since 1970; up to it broken histories are called not exact.
    package init(time: Int64) { self.time = time }

    /// Calls `put` for each key and value that stays, and `name` with the path of each product that
    /// has a row.
    package mutating func take(
        _ source: some StoreSource, name: (ResourcePath) throws(Status) -> Void,
        put: (_ key: [UInt8], _ value: [UInt8]) throws(Status) -> Void
    ) throws(Status) {
        var copy = self
        var isRangeLost = false
        try source.readableEntries(.columns, skipped: { _ in isRangeLost = true }) {
            key, value throws(Status) in
            try copy.take([UInt8](key), [UInt8](value), source, name, put)
        }
        self = copy
        self.isRangeLost = isRangeLost
        if isRangeLost { lost.append((nil, "price histories in a range that cannot be read")) }
        for org in (isRangeLost ? orgs : broken).sorted() {
            let mark = RuleChange.lost(at: time)
            try put(mark.key(org: org), mark.value)
        }
    }

    private mutating func take(
        _ key: [UInt8], _ value: [UInt8], _ source: some StoreSource,
        _ name: (ResourcePath) throws(Status) -> Void,
        _ put: ([UInt8], [UInt8]) throws(Status) -> Void
    ) throws(Status) {
        let place = RowEntries().place(key, value)
        let org = Self.org(key)
        if let org { orgs.insert(org) }
        let isReadable = key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                // What does not decode is not taken; of a history that is noted.
                (try? RowEntries().compared(key, value)) != nil
                    || (try? ColumnEntryDecoder(key, value)) != nil
            }
        }
        switch key.first {
        case ColumnKey.rowKind:
            if let path = place.document { try name(path) }
            if isReadable, try isDerived(key, value, place.document, source) {
                try put(key, value)
            }
        case ColumnKey.storeRowKind:
            if let path = place.document { try name(path) }
        case ColumnKey.rulesTimeKind:
            var now: [UInt8] = []
            now.appendLittleEndian(time)
            try put(key, isReadable ? value : now)
        case ColumnKey.baseChangesKind where isReadable, ColumnKey.ruleChangeKind where isReadable:
            try put(key, value)
        default:
            lost.append((place.document, place.part))
            if let org { broken.insert(org) }
        }
    }

    private static func org(_ key: [UInt8]) -> String? {
        guard key.first != ColumnKey.rulesTimeKind else {
            return String(validating: key.dropFirst(), as: UTF8.self)
        }
        return key.withUnsafeBytes { ColumnKey.tenant($0) }.flatMap {
            String(validating: $0.org, as: UTF8.self)
        }
    }

    private func isDerived(
        _ key: [UInt8], _ value: [UInt8], _ path: ResourcePath?, _ source: some StoreSource
    ) throws(Status) -> Bool {
        guard let path, let hash = StoredRowView.sourceHash(ofAnyVersion: value) else {
            return false
        }
        let id = Array((path.segments.last ?? "").utf8)
        // Where the document cannot be read there is nothing to compare with.
        guard
            let stored = try? source.value(
                .documents, DocumentKey(database: Catalog.database, path: path).bytes)
        else { return false }
        return stored.withUnsafeBytes { bytes in
            guard let document = try? StoredEntryDecoder.document(bytes),
                let row = try? DerivedRow(
                    id: id, fields: document.fields, updateTime: document.updateTime)
            else { return false }
            return StoredRow(row, sourceHash: hash).bytes == value
        }
    }
}

/// Derives everything of the mirror's that follows from documents.
package enum MirrorDerivation {
    /// Makes the indexes and rows of the closed store in `directory` anew, which nobody else has
    /// open. `log` is told of steps.
    package static func derive(
        _ directory: String, memoryBytes: Int, log: @escaping (String) -> Void
    ) throws(Status) {
        let store = try DocumentStore(
            path: directory,
            options: DocumentStoreOptions(
                memoryBytes: memoryBytes, sync: .off, indexes: MirrorIndexes.policy()))
        try ColumnBuild.run(store, because: "the store is being repaired", log: log)
        try store.close()
    }
}
