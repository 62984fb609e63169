import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import RocksStore
import StatusCodes

/// Keys and values of the `documents` family.
enum DocumentForm {
    /// Throws `corruption` for what no document has.
    static func check(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(StoreError) {
        _ = try path(key)
        _ = try fields(try StoredForm.document(value))
    }

    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, showsSecrets: Bool
    ) throws(StoreError) -> InspectedEntry {
        let (database, path) = try path(key)
        let shownPath = showsSecrets ? "\(path)" : ShownDocument.name(path)
        let name = database == MirrorDatabase.id ? shownPath : "\(database):\(shownPath)"
        var entry = InspectedEntry(name)
        do throws(StoreError) {
            let stored = try StoredForm.document(value)
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
            // The path is known and says more than the bytes of the key.
            entry.problem = error.message
        }
        return entry
    }

    static func path(
        _ key: UnsafeRawBufferPointer
    ) throws(StoreError) -> (database: String, path: ResourcePath) {
        try path(DocumentKey(bytes: [UInt8](key)))
    }

    static func path(
        _ key: DocumentKey
    ) throws(StoreError) -> (database: String, path: ResourcePath) {
        do throws(Status) {
            return try key.decode()
        } catch {
            throw StoreError(.corruption, "documents", "key is no path")
        }
    }

    static func fields(_ document: RawDocument) throws(StoreError) -> Fields {
        do throws(WireError) {
            return try Fields(mapValueBytes: document.fields)
        } catch {
            throw StoreError(.corruption, "document fields", "\(error)")
        }
    }
}

extension StoreInspector {
    /// The documents at and below `path`. A key says its depth before its path, so each depth is a
    /// range of its own.
    func documents(_ path: ResourcePath, into list: inout EntryList) throws(StoreError) {
        let decode = {
            [showsSecrets] (key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
                throws(StoreError) -> InspectedEntry? in
            try DocumentForm.entry(key, value, showsSecrets: showsSecrets)
        }
        if path.isRoot {
            return try scan(ColumnFamily.documents.name, into: &list, decode)
        }
        for depth in path.level...FirestoreLimits.pathLevelsMax where !list.isCut {
            let prefix = DocumentKey.descendantPrefix(
                database: MirrorDatabase.id, path: path, depth: depth)
            try scan(ColumnFamily.documents.name, KeyRange(prefix: prefix), into: &list, decode)
        }
    }
}
