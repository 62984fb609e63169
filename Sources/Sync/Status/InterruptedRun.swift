import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import StatusCodes

/// A run during which the previous daemon was killed.
struct InterruptedRun {
    let org: String
    let kind: String
    /// When the run began, microseconds since 1970.
    let began: Int64
    /// How many runs in a row the daemon did not live to finish, this one included.
    let count: Int
    /// Documents stored since, by the part that writes them.
    let stored: [(kind: SyncKind, count: Int)]

    /// The run in progress according to a tenant's status, with what it had stored; nil where there
    /// is none. Reads all of the tenant's documents, only after a kill.
    init?(org: String, store: DocumentStore) throws(Status) {
        let key = DocumentKey(mirror: TenantPath.integration(org: org, .status))
        guard let found = try store.get(key),
            let status = try? Fields(mapValueBytes: found.fields),
            status[StatusField.status]?.stringValue == "running"
        else { return nil }
        self.org = org
        kind = status[StatusField.running]?.stringValue ?? "unknown"
        let before = status[StatusField.interrupted]?.mapValue
        let earlier = before?[InterruptedField.count]?.integerValue ?? 0
        count = 1 + Int(min(max(0, earlier), SyncLimits.interruptionsCounted))
        began = status[StatusField.lastAttemptAt]?.timestampValue?.microseconds ?? found.updateTime
        var stored: [(kind: SyncKind, count: Int)] = []
        for (part, path) in Self.collections(org) where kind == part.rawValue || kind == "org" {
            stored.append((part, try Self.count(path, since: began, store)))
        }
        self.stored = stored
    }

    private static func collections(_ org: String) -> [(SyncKind, ResourcePath)] {
        [
            (.products, ProductPath.publicItems(org: org)),
            (.discounts, TenantPath.discounts(org: org)),
            (.metadata, TenantPath.metadata(org: org)),
            (.customers, TenantPath.customers(org: org)), (.orders, TenantPath.orders(org: org)),
        ]
    }

    private static func count(
        _ collection: ResourcePath, since: Int64, _ store: DocumentStore
    ) throws(Status) -> Int {
        var count = 0
        var scan = DocumentScan(database: Catalog.database, collection: collection)
        scan.fillsCache = false
        try store.scan(scan) { _, view in
            if view.updateTime >= since { count += 1 }
            return true
        }
        return count
    }

    /// One sentence for the status and the log.
    var text: String {
        let counts = stored.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")
        return "The daemon was killed during the sync of \(kind); stored by then: \(counts);"
            + (isHeldBack
                ? " the same has happened \(count) times in a row, so the schedule leaves it alone"
                    + " until this has been done: posmirror sync org \(org)"
                : " the next one completes it")
    }

    private var isHeldBack: Bool { count >= SyncLimits.interruptionsMax }

    /// Whether a tenant's last runs were all ended by the end of the daemon, so that the schedule
    /// must not start another: what ended it twice would do so at every start.
    static func isHeldBack(org: String, store: DocumentStore) -> Bool {
        let key = DocumentKey(mirror: TenantPath.integration(org: org, .status))
        // A status that cannot be read says nothing against a run.
        guard let found = try? store.get(key),
            let status = try? Fields(mapValueBytes: found.fields),
            let count = status[StatusField.interrupted]?.mapValue?[InterruptedField.count]
        else { return false }
        return count.integerValue.map { $0 >= SyncLimits.interruptionsMax } ?? false
    }

    /// As the status document has it.
    var fields: Fields {
        var fields = Fields([
            (InterruptedField.kind, .string(kind)), (.at, .null),
            (.count, .integer(Int64(count))),
            (.began, .timestamp(Timestamp(microseconds: began))),
        ])
        for (kind, count) in stored { fields[kind.rawValue] = .integer(Int64(count)) }
        return fields
    }
}
