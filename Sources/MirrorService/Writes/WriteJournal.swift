import Catalog
import DocumentStore
import FirestoreModel
import TTRPC

/// The journal of writes: tenants/{org}/posWrites/{idempotency key}.
struct WriteJournal: Sendable {
    let store: DocumentStore

    func record(_ org: String, _ key: String) throws(RPCError) -> WriteRecord? {
        let path = try Self.path(org, key)
        let found = try storing { () throws(StoreError) in
            try store.get(DocumentKey(database: Catalog.database, path: path))
        }
        guard let found else { return nil }
        guard let fields = try? Fields(mapValueBytes: found.fields),
            let record = WriteRecord(fields)
        else { throw RPCError(.dataLoss, "the journal entry does not decode") }
        return record
    }

    /// Notes the record, and `more` in the same commit; returns once it is as durable as the
    /// store's commits are.
    func note(
        _ record: WriteRecord, _ org: String, _ key: String, _ more: [DocumentWrite] = []
    ) throws(RPCError) {
        let path = try Self.path(org, key)
        let own = DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: path),
            mutation: .set(fields: record.fields.mapValueBytes))
        _ = try storing { () throws(StoreError) in try store.commit([own] + more) }
    }

    /// Throws INVALID_ARGUMENT for a key that cannot be a document's id.
    private static func path(_ org: String, _ key: String) throws(RPCError) -> ResourcePath {
        let isKey = (1...ServiceLimits.idempotencyKeyBytesMax).contains(key.utf8.count)
            && key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isKey, let path = try? ResourcePath(segments: ["tenants", org, "posWrites", key])
        else {
            throw RPCError(
                .invalidArgument, "idempotency_key is 1 to "
                    + "\(ServiceLimits.idempotencyKeyBytesMax) visible ASCII characters, no slash")
        }
        return path
    }
}
