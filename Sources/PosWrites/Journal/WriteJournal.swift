import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes
import Sync

/// The journal of writes: tenants/{org}/posWrites/{idempotency key}.
package struct WriteJournal: Sendable {
    package let store: DocumentStore

    package init(store: DocumentStore) {
        self.store = store
    }

    func record(_ org: String, _ key: String) throws(Status) -> WriteRecord? {
        let path = try Self.path(org, key)
        let found = try store.get(DocumentKey(database: Catalog.database, path: path))
        guard let found else { return nil }
        guard let fields = try? Fields(mapValueBytes: found.fields),
            let record = WriteRecord(fields)
        else { throw Status(.dataLoss, "the journal entry does not decode") }
        return record
    }

    /// Stores the record, and `more` in the same commit; returns once durable.
    func note(
        _ record: WriteRecord, _ org: String, _ key: String, _ more: [DocumentWrite] = []
    ) throws(Status) {
        let path = try Self.path(org, key)
        let own = DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: path),
            mutation: .set(fields: record.fields.mapValueBytes))
        _ = try store.commit([own] + more)
    }

    /// Completes audit entries of writes that were interrupted by the end of the previous daemon,
    /// from the journal. REQUIRES: called before the first write.
    package func endLost(orgs: [String]) throws(Status) {
        for org in orgs {
            var writes: [DocumentWrite] = []
            for entry in try AuditTrail.unended(store, org) {
                // The entry ends as unknown all the same; what cannot be read adds no ids.
                let record = (try? record(org, entry.key)) ?? nil
                let ids = record.map { AuditEntry.ids(of: $0.outcome) } ?? []
                writes += [AuditTrail.ending(org, entry.id, "unknown", ids: ids)].compactMap { $0 }
            }
            if !writes.isEmpty { try store.commit(writes) }
        }
    }

    /// Throws INVALID_ARGUMENT for a key that cannot be a document's id.
    private static func path(_ org: String, _ key: String) throws(Status) -> ResourcePath {
        let isKey =
            (1...PosWriteLimits.idempotencyKeyBytesMax).contains(key.utf8.count)
            && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isKey, let path = try? TenantPath.posWrite(org: org, key: key)
        else {
            throw Status(
                .invalidArgument,
                "idempotency_key is 1 to "
                    + "\(PosWriteLimits.idempotencyKeyBytesMax) visible ASCII characters, no slash")
        }
        return path
    }
}

extension AuditEntry {
    /// The POS's ids in the outcome of a write, for an audit entry.
    static func ids(of outcome: WriteOutcome) -> [(key: AuditField, value: Value)] {
        let ids: [(AuditField, String)] = [
            (.customerId, outcome.customerID), (.discountId, outcome.discountID),
            (.orderId, outcome.orderID),
        ]
        return ids.filter { !$0.1.isEmpty }.map { (key: $0.0, value: .string($0.1)) }
    }
}
