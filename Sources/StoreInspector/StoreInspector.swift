import FirestoreModel
import LinuxSystem
import RocksStore
import StatusCodes

/// Looks into a data directory without a daemon: what lies in it, in words. Nothing in the
/// directory is written or locked; a daemon may have it open, and then what it had written when
/// this was opened is seen, and nothing later.
///
/// Damaged keys and values are reported as such and never trap. What only administrators may read
/// is hidden unless asked for. Belongs to one thread at a time.
public final class StoreInspector {
    /// The data directory.
    public let directory: String
    /// The process that has the directory open, nil where nobody has.
    public let holder: Int32?
    let database: ReadOnlyDatabase
    let showsSecrets: Bool

    /// Opens `directory`. Throws `notFound` where it is no data directory, `corruption` or `io`
    /// where RocksDB cannot read it.
    public init(directory: String, showsSecrets: Bool = false) throws(StoreError) {
        self.directory = directory
        self.showsSecrets = showsSecrets
        do throws(SystemError) {
            holder = try FileLock.holder(of: "\(directory)/LOCK")
        } catch {
            throw StoreError(.io, "lock", "\(error)")
        }
        database = try ReadOnlyDatabase(path: directory)
    }

    /// A column family as a whole.
    public struct Family: Equatable, Sendable {
        public let name: String
        public var keys = 0
        public var keyBytes = 0
        public var valueBytes = 0
        /// Bytes of its tables, compressed; what is in the log alone is in none.
        public var tableBytes: UInt64 = 0
        /// Keys whose name or value is not what this program writes.
        public var damaged = 0
        /// Why not all of it could be read; empty where it could.
        public var failure = ""
    }

    /// Every family of the directory, all keys of it read; those that this program does not know
    /// are only counted.
    public func families() -> [Family] {
        // RocksDB demands this family; nothing of ours is in it.
        database.families.filter { $0 != "default" }.map(family)
    }

    private func family(_ name: String) -> Family {
        var family = Family(name: name)
        family.tableBytes = database.tableBytes(name)
        do throws(StoreError) {
            try database.scan(name) { key, value in
                family.keys += 1
                family.keyBytes += key.count
                family.valueBytes += value.count
                if problem(name, key, value) != nil { family.damaged += 1 }
                return true
            }
        } catch {
            family.failure = error.message
        }
        return family
    }

    /// What is wrong with a key and its value; nil where nothing is.
    private func problem(
        _ family: String, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> StoreError? {
        do throws(StoreError) {
            switch ColumnFamily.allCases.first(where: { $0.name == family }) {
            case .documents: try DocumentForm.check(key, value)
            case .columns: _ = try StoredColumnForm.entry(key, value)
            case .indexes: _ = try IndexForm.check(key, value)
            case .changes: _ = try ChangeForm.entry(key, value)
            case .meta: _ = try MetaForm.entry(key, value)
            case nil: break
            }
            return nil
        } catch {
            return error
        }
    }

    /// The entries of a family, in key order, those of the change log newest first.
    ///
    /// `prefix` is a path: of `documents` and `changes` what lies at or below it, of `indexes` the
    /// fields of the documents there, of `columns` ORG or ORG/ID. At most `limit` are returned;
    /// `isCut` says whether there are more. Throws `invalidArgument` for a family that there is not
    /// or a prefix that is no path.
    public func entries(
        _ family: String, prefix: String = "", limit: Int
    ) throws(StoreError) -> (entries: [InspectedEntry], isCut: Bool) {
        precondition(limit > 0, "nothing needs no look")
        guard database.families.contains(family) else {
            throw StoreError(.invalidArgument, "inspect", "there is no family \(family)")
        }
        var list = EntryList(limit: limit)
        switch ColumnFamily.allCases.first(where: { $0.name == family }) {
        case .documents: try documents(try path(prefix), into: &list)
        case .columns: try columns(prefix, into: &list)
        case .indexes: try indexes(try path(prefix), into: &list)
        case .changes: try changes(try path(prefix), into: &list)
        case .meta: try scan(family, into: &list, MetaForm.entry)
        case nil: try scan(family, into: &list) { _, _ throws(StoreError) in InspectedEntry("") }
        }
        return (list.entries, list.isCut)
    }

    private func path(_ prefix: String) throws(StoreError) -> ResourcePath {
        if prefix.isEmpty { return .root }
        do throws(Status) {
            return try ResourcePath(prefix)
        } catch {
            throw StoreError(.invalidArgument, "inspect", "\(prefix): \(error.message)")
        }
    }

    /// Adds what `decode` makes of each key and value, also where that fails; ends when the list is
    /// full.
    func scan(
        _ family: String, _ range: KeyRange = KeyRange(), into list: inout EntryList,
        _ decode: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(StoreError)
            -> InspectedEntry?
    ) throws(StoreError) {
        var entries = list
        try database.scan(family, range) { key, value throws(StoreError) in
            do throws(StoreError) {
                guard let entry = try decode(key, value) else { return true }
                return entries.add(entry, key, value)
            } catch {
                return entries.add(InspectedEntry(damaged: error, key), key, value)
            }
        }
        list = entries
    }
}
