import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import StatusCodes
import Sync
import TTRPC
import TestSupport
import Testing

@testable import PosWrites

/// Writes to a point of sale that takes none.
@Suite struct ReadOnlyPOSTests {
    /// A list on a wall: it can be read.
    private struct WallList: POSAdapter, POSAccount, PointOfSale {
        let provider = POSProvider("wall")

        func account(
            _ settings: POSSettings, isOnlyTenant: Bool
        ) throws(POSSettingsFault) -> any POSAccount { self }

        var locationID: String? { nil }
        var login: String { "" }
        var store: String { "" }
        var listing: String { "" }
        var connection: String { "" }
        func connect() -> any PointOfSale { self }
        var capabilities: Set<POSCapability> { [] }

        func deadline(
            afterMilliseconds duration: Int64, cancellation: CancellationFlag?
        ) -> POSDeadline {
            POSDeadline(monotonicMilliseconds: .max, cancellation: cancellation)
        }

        func inventoryListing(
            provedRows: Int, deadline: POSDeadline
        ) throws(POSError) -> InventoryListing {
            InventoryListing(InventoryRows().build(), totalRows: 0, nil)
        }
    }

    @Test func aWriteIsUnimplementedAndLeavesNoRecord() throws {
        try withTemporaryDirectory { directory in
            let store = try DocumentStore(
                path: directory + "/store",
                options: DocumentStoreOptions(memoryBytes: 16 << 20, sync: .off))
            let catalog = Catalog(
                store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
            try catalog.load()
            store.register(catalog)
            let location = DocumentKey(
                database: Catalog.database,
                path: ResourcePath(uncheckedSegments: ["locations", "main"]))
            let fields: Fields = [
                "orgId": "acme", "posConfig": ["provider": "wall", "status": "active"],
            ]
            try store.commit([
                DocumentWrite(key: location, mutation: .set(fields: fields.mapValueBytes))
            ])
            let engine = SyncEngine(
                store: store, catalog: catalog,
                configuration: SyncConfiguration(adapters: [WallList()]))
            let writer = PosWriter(journal: WriteJournal(store: store), engine: engine) { _ in }
            var request = AddStoreCreditRequest()
            request.orgId = "acme"
            request.idempotencyKey = "key"
            let write = try PosWrite("AddStoreCredit", request, by: .sync)
            var isSent = false
            do throws(Status) {
                _ = try writer.perform(write) { _ throws(WriteFailure) in
                    isSent = true
                    return PosWriteResult(outcome: WriteOutcome())
                }
                Issue.record("a write was carried out")
            } catch {
                #expect(error.code == .unimplemented)
                #expect(error.message.contains("wall"))
            }
            #expect(!isSent)
            #expect(throws: Status.self) { try writer.find("acme", "key") }
            try store.close()
        }
    }
}
