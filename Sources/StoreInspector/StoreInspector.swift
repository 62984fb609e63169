import DocumentStore
import FirestoreModel
import LinuxSystem
import RocksStore
import StatusCodes

/// Reads a data directory offline and describes its contents. Writes and locks nothing; a daemon
/// may have the directory open, whose writes up to the time of opening are seen.
///
/// Damaged keys and values are reported and never trap. Secrets are hidden unless requested. One
/// thread at a time.
public final class StoreInspector {
    /// The data directory.
    public let directory: String
    /// The process that has the directory open; nil if none has.
    public let holder: Int32?
    /// Why a daemon would refuse the directory: what is shown then may be an earlier state. Nil if
    /// it would not, and while a process has the directory open.
    public let damage: Status?
    let database: ReadOnlyDatabase
    let showsSecrets: Bool

    /// Opens `directory`. Throws `notFound` if it is no data directory; `corruption` or `io` if
    /// RocksDB cannot read it.
    public init(directory: String, showsSecrets: Bool = false) throws(Status) {
        self.directory = directory
        self.showsSecrets = showsSecrets
        do throws(SystemError) {
            holder = try FileLock.holder(of: "\(directory)/LOCK")
        } catch {
            throw Status(.io, "lock", "\(error)")
        }
        damage = holder == nil ? Self.damage(directory) : nil
        database = try ReadOnlyDatabase(path: directory)
    }

    private static func damage(_ directory: String) -> Status? {
        do throws(Status) {
            return try StoreCheck(directory).damage?.status(directory)
        } catch {
            return error
        }
    }

    /// A column family.
    public struct Family: Equatable, Sendable {
        public let name: String
        public var keys = 0
        public var keyBytes = 0
        public var valueBytes = 0
        /// Bytes of its tables, compressed; without what only the log has.
        public var tableBytes: UInt64 = 0
        /// The number of damaged keys and values.
        public var damaged = 0
        /// Why reading stopped early; empty if it did not.
        public var failure = ""
    }

    /// All families of the directory, every key of which is read; keys of unknown families are
    /// counted.
    public func families() -> [Family] {
        // RocksDB requires this family; it is empty.
        database.families.filter { $0 != "default" }.map(family)
    }

    private func family(_ name: String) -> Family {
        var family = Family(name: name)
        family.tableBytes = database.tableBytes(name)
        do throws(Status) {
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

    /// Why a key and value are damaged; nil if they are not.
    private func problem(
        _ family: String, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> Status? {
        do throws(Status) {
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

    /// The entries of a family by key; of the change log newest first.
    ///
    /// `prefix` is a path: for `documents` and `changes`, selects what is at or below it; for
    /// `indexes`, the fields of the documents there; for `columns`, ORG or ORG/ID. Returns at most
    /// `limit` entries; `isTruncated` tells whether there are more. Throws `invalidArgument` for an
    /// unknown family or an invalid path.
    public func entries(
        _ family: String, prefix: String = "", limit: Int
    ) throws(Status) -> (entries: [InspectedEntry], isTruncated: Bool) {
        precondition(limit > 0, "nothing needs no look")
        guard database.families.contains(family) else {
            throw Status(.invalidArgument, "inspect", "there is no family \(family)")
        }
        var list = EntryList(limit: limit)
        switch ColumnFamily.allCases.first(where: { $0.name == family }) {
        case .documents: try documents(try path(prefix), into: &list)
        case .columns: try columns(prefix, into: &list)
        case .indexes: try indexes(try path(prefix), into: &list)
        case .changes: try changes(try path(prefix), into: &list)
        case .meta: try scan(family, into: &list, MetaForm.entry)
        case nil: try scan(family, into: &list) { _, _ throws(Status) in InspectedEntry("") }
        }
        return (list.entries, list.isTruncated)
    }

    private func path(_ prefix: String) throws(Status) -> ResourcePath {
        if prefix.isEmpty { return .root }
        do throws(Status) {
            return try ResourcePath(prefix)
        } catch {
            throw Status(.invalidArgument, "inspect", "\(prefix): \(error.message)")
        }
    }

    /// Appends the decoded entry of each key and value, damaged ones too, until the list is full.
    func scan(
        _ family: String, _ range: KeyRange = KeyRange(), into list: inout EntryList,
        _ decode: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status)
            -> InspectedEntry?
    ) throws(Status) {
        var entries = list
        try database.scan(family, range) { key, value throws(Status) in
            do throws(Status) {
                guard let entry = try decode(key, value) else { return true }
                return entries.add(entry, key, value)
            } catch {
                return entries.add(InspectedEntry(damaged: error, key), key, value)
            }
        }
        list = entries
    }
}
