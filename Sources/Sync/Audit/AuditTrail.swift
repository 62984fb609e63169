import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes
import Synchronization

/// A tenant's audit trail: who wrote to its POS, and who changed its rules. Readable by admins
/// only.
public enum AuditTrail {
    /// The writes, plus for each tenant whose rules they may change an audit entry in the same
    /// commit. The entry is written only if a rule actually changes.
    ///
    /// - Parameter now: microseconds since 1970.
    public static func recording(
        _ writes: [DocumentWrite], by principal: AuditPrincipal, method: String, now: Int64
    ) -> [DocumentWrite] {
        var changes: [String: RuleChanges] = [:]
        var result = writes
        for (index, write) in writes.enumerated() {
            guard let rule = rule(write.key) else { continue }
            let noted = changes[rule.org] ?? RuleChanges()
            changes[rule.org] = noted
            result[index].mutation = noted.noting(write.mutation, rule.id)
        }
        for (org, noted) in changes.sorted(by: { $0.key < $1.key }) {
            let entry = AuditEntry(
                org: org, method: method, by: principal, at: now, result: "done")
            result.append(
                DocumentWrite(
                    key: entry.key,
                    mutation: .apply { _ throws(Status) in noted.outcome(entry) }))
        }
        return result
    }

    /// Sets the result of the entry `id` if it exists. Nil where there can be none.
    ///
    /// - Parameter ids: the ids known by now.
    public static func ending(
        _ org: String, _ id: String, _ result: String, ids: [(key: AuditField, value: Value)] = []
    ) -> DocumentWrite? {
        guard (try? ResourceID.validate(document: id)) != nil else { return nil }
        let pairs: [(AuditField, Value)] =
            ids.map { ($0.key, $0.value) } + [(.result, .string(result))]
        let fields = Fields(pairs).mapValueBytes
        return DocumentWrite(
            key: DocumentKey(mirror: TenantPath.writeLog(org: org).document(id)),
            mutation: .apply { old throws(Status) in
                guard old != nil else { return .unchanged }
                return try DocumentWrite.Mutation.merge(fields: fields, replacing: [])
                    .outcome(on: old)
            })
    }

    /// The tenant of an audit entry's key; nil for any other document.
    public static func org(ofEntry key: DocumentKey) -> String? {
        (try? key.decode()).flatMap { TenantPath.writeLogEntry($0.path)?.org }
    }

    /// A document below a rule, such as a note, is not a rule.
    private static func rule(_ key: DocumentKey) -> (org: String, id: String)? {
        guard let (database, path) = try? key.decode(), database == MirrorDatabase.id else {
            return nil
        }
        return TenantPath.discount(path)
    }

    /// The latest entries of writes without a result: their ids and idempotency keys. REQUIRES:
    /// called at startup, when no write is in progress.
    public static func unended(
        _ store: DocumentStore, _ org: String
    ) throws(Status) -> [(id: String, key: String)] {
        var scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.writeLog(org: org))
        scan.reverse = true
        scan.limit = SyncLimits.auditUnendedMax
        scan.fillsCache = false
        return try store.documents(scan).compactMap { found in
            // An entry that does not decode is kept as it is.
            guard let fields = try? Fields(mapValueBytes: found.document.fields),
                fields[AuditField.result]?.stringValue == "sending",
                let key = fields[AuditField.idempotencyKey]?.stringValue,
                let (_, path) = try? found.key.decode(), let id = path.segments.last
            else { return nil }
            return (id, key)
        }
    }

    // MARK: - Bounds

    private static let written = Atomic<Int>(0)

    /// Deletes entries that are too old or too many, at intervals; called after each new entry.
    ///
    /// - Parameter now: microseconds since 1970.
    public static func prune(_ store: DocumentStore, _ org: String, now: Int64) {
        let count = written.wrappingAdd(1, ordering: .relaxed).oldValue
        guard count % SyncLimits.auditEntriesBetweenPrunes == 0 else { return }
        // On failure, the next entries try again.
        try? prune(
            store, org, olderThan: now - SyncLimits.auditDaysMax * 86_400_000_000,
            keeping: SyncLimits.auditEntriesMax)
    }

    /// Deletes the entries older than a time, and the oldest beyond `most`.
    static func prune(
        _ store: DocumentStore, _ org: String, olderThan oldest: Int64, keeping most: Int
    ) throws(Status) {
        var scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.writeLog(org: org))
        scan.fillsCache = false
        var excess = try store.count(scan) - most
        var old: [DocumentWrite] = []
        try store.scan(scan) { key, view throws(Status) in
            excess -= 1
            guard excess >= 0 || view.createTime < oldest,
                old.count < SyncLimits.auditPrunedMax
            else { return false }
            old.append(DocumentWrite(key: DocumentKey(bytes: [UInt8](key)), mutation: .delete))
            return true
        }
        if !old.isEmpty { try store.commit(old) }
    }
}

/// The changes of a tenant's rules by the preceding writes of a commit.
private final class RuleChanges: Sendable {
    private let ids = Mutex<[String]>([])

    func note(_ id: String) { ids.withLock { $0.append(id) } }

    /// The mutation, wrapped to record whether it changes the rule.
    func noting(_ mutation: DocumentWrite.Mutation, _ id: String) -> DocumentWrite.Mutation {
        .apply { [self] old throws(Status) in
            let outcome = try mutation.outcome(on: old)
            let isChange =
                switch outcome {
                case .fields(let fields): old?.fields != fields
                case .delete: old != nil
                case .unchanged: false
                }
            if isChange { note(id) }
            return outcome
        }
    }

    func outcome(_ entry: AuditEntry) -> DocumentWrite.Outcome {
        let ids = ids.withLock { $0 }
        guard !ids.isEmpty else { return .unchanged }
        var entry = entry
        entry.details = [
            (.ruleIds, .array(ids.prefix(SyncLimits.auditIDsMax).map { .string($0) })),
            (.rules, .integer(Int64(ids.count))),
        ]
        return .fields(entry.fields.mapValueBytes)
    }
}
