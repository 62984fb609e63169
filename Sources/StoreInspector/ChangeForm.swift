import DocumentStore
import FirestoreModel
import MirrorTree
import RocksStore
import StatusCodes

/// Keys and values of the `changes` family.
enum ChangeForm {
    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> InspectedEntry {
        try entry(key, value, below: .root, showsSecrets: false) ?? InspectedEntry("")
    }

    /// Nil for a commit that changed nothing at or below `path`.
    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, below path: ResourcePath,
        showsSecrets: Bool
    ) throws(Status) -> InspectedEntry? {
        let record = try StoredEntryDecoder.change(key, value)
        var changed: [InspectedEntry.Fact] = []
        for change in record.entries {
            let (_, changedPath) = try DocumentForm.path(change.key)
            guard path.isRoot || path.isPrefix(of: changedPath) else { continue }
            changed.append(
                .init(
                    name: change.kind == .put ? "put" : "delete",
                    text: showsSecrets ? "\(changedPath)" : ShownDocument.name(changedPath)))
        }
        guard path.isRoot || !changed.isEmpty else { return nil }
        var entry = InspectedEntry("\(record.version)")
        entry.facts =
            [.init(name: "committed", text: InspectedEntry.time(record.commitTime))] + changed
        return entry
    }
}

extension StoreInspector {
    /// The last commits that changed something at or below `path`, newest first.
    func changes(_ path: ResourcePath, into list: inout EntryList) throws(Status) {
        var newest = list
        try database.scan(ColumnFamily.changes.name) { key, value throws(Status) in
            do throws(Status) {
                guard
                    let entry = try ChangeForm.entry(
                        key, value, below: path, showsSecrets: showsSecrets)
                else { return true }
                newest.push(entry, key, value)
            } catch {
                newest.push(InspectedEntry(damaged: error, key), key, value)
            }
            return true
        }
        newest.finishPushing()
        list = newest
    }
}
