import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import RocksStore
import StatusCodes

/// Keys and values of the `documents` family.
enum DocumentForm {
    /// Throws `corruption` if a key or value is damaged.
    static func check(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        _ = try path(key)
        _ = try fields(try StoredEntryDecoder.document(value))
    }

    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, showsSecrets: Bool
    ) throws(Status) -> InspectedEntry {
        let (database, path) = try path(key)
        let shownPath = showsSecrets ? "\(path)" : ShownDocument.name(path)
        let name = database == MirrorDatabase.id ? shownPath : "\(database):\(shownPath)"
        var entry = InspectedEntry(name)
        do throws(Status) {
            let stored = try StoredEntryDecoder.document(value)
            let all = try fields(stored)
            let shown = showsSecrets ? all : ShownDocument.fields(all, of: path)
            entry.facts = [
                .init(name: "fields", text: "\(all.count)"),
                .init(name: "created", text: InspectedEntry.time(stored.createTime)),
                .init(name: "updated", text: InspectedEntry.time(stored.updateTime)),
            ]
            entry.document = Document(
                name: shownPath, fields: shown,
                createTime: Timestamp(microseconds: stored.createTime),
                updateTime: Timestamp(microseconds: stored.updateTime))
        } catch {
            // The decoded path says more than the raw key.
            entry.problem = error.message
        }
        return entry
    }

    static func path(
        _ key: UnsafeRawBufferPointer
    ) throws(Status) -> (database: String, path: ResourcePath) {
        try path(DocumentKey(bytes: [UInt8](key)))
    }

    static func path(
        _ key: DocumentKey
    ) throws(Status) -> (database: String, path: ResourcePath) {
        do throws(Status) {
            return try key.decode()
        } catch {
            throw Status(.corruption, "documents", "key is no path")
        }
    }

    static func fields(_ document: RawDocument) throws(Status) -> Fields {
        do throws(WireError) {
            return try Fields(mapValueBytes: document.fields)
        } catch {
            throw Status(.corruption, "document fields", "\(error)")
        }
    }
}

extension StoreInspector {
    /// The documents at and below `path`. Keys have the depth before the path, so that each depth
    /// is a separate range.
    func documents(_ path: ResourcePath, into list: inout EntryList) throws(Status) {
        let decode = {
            [showsSecrets] (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
                throws(Status) -> InspectedEntry? in
            try DocumentForm.entry(key, value, showsSecrets: showsSecrets)
        }
        if path.isRoot {
            return try scan(ColumnFamily.documents.name, into: &list, decode)
        }
        for depth in path.level...FirestoreLimits.pathLevelsMax where !list.isTruncated {
            let prefix = DocumentKey.descendantPrefix(
                database: MirrorDatabase.id, path: path, depth: depth)
            try scan(ColumnFamily.documents.name, KeyRange(prefix: prefix), into: &list, decode)
        }
    }
}
