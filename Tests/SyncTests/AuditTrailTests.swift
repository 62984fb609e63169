import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes
import TestSupport
import Testing

@testable import Sync

/// The audit trail's bounds in number and age.
@Suite struct AuditTrailTests {
    private func withStore(_ body: (DocumentStore) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let store = try DocumentStore(
                path: directory + "/store",
                options: DocumentStoreOptions(memoryBytes: 16 << 20, sync: .off))
            try body(store)
            try store.close()
        }
    }

    private func ids(_ store: DocumentStore) throws -> [String] {
        let scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.writeLog(org: "acme"))
        return try store.documents(scan).map { try $0.key.decode().path.id }
    }

    private func entry(_ at: Int64) -> DocumentWrite {
        AuditEntry(org: "acme", method: "M", by: .sync, at: at, result: "done").write
    }

    @Test func theTrailIsBoundedInNumberAndAge() throws {
        try withStore { store in
            for number in 0..<20 { try store.commit([entry(Int64(number) * 10)], at: 1_000_000) }
            try AuditTrail.prune(store, "acme", olderThan: 0, keeping: 12)
            let kept = try ids(store)
            #expect(kept.count == 12)
            #expect(kept.first?.hasPrefix("0000000000000080-") == true)
            try AuditTrail.prune(store, "acme", olderThan: .max, keeping: 100)
            #expect(try ids(store).isEmpty)
        }
    }

    @Test func anEntryIsThereIfAndOnlyIfARuleHasChanged() throws {
        try withStore { store in
            let rule = DocumentKey(mirror: TenantPath.discounts(org: "acme").document("r"))
            let fields = Fields([("name", "R")]).mapValueBytes
            for (mutation, count) in [
                (DocumentWrite.Mutation.set(fields: fields), 1), (.set(fields: fields), 1),
                (.apply { _ in .unchanged }, 1),
                (.merge(fields: fields, replacing: []), 1), (.delete, 2), (.delete, 2),
            ] {
                let writes = AuditTrail.recording(
                    [DocumentWrite(key: rule, mutation: mutation)], by: .sync, method: "M", now: 5)
                try store.commit(writes)
                #expect(try ids(store).count == count)
            }
            let refused = AuditTrail.recording(
                [DocumentWrite(key: rule, precondition: .exists, mutation: .delete)], by: .sync,
                method: "M", now: 5)
            #expect(throws: Status.self) { try store.commit(refused) }
            #expect(try ids(store).count == 2)
        }
    }
}
