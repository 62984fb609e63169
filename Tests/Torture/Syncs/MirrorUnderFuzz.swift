import Alleaves
import AlleavesSimulator
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import PointOfSale
import Sync
import Synchronization

/// A store, a catalog and a sync engine in this process, whose POS gives spoilt answers. Waits of
/// the engine take no time.
final class MirrorUnderFuzz {
    static let org = "acme"
    let pos: RunningPOS
    let answers: SpoiltAnswers
    let store: DocumentStore
    private let catalog: Catalog
    private let engine: SyncEngine

    init(_ directory: String, seed: UInt64) throws {
        var options = SimulatorOptions()
        options.products = 10
        options.discounts = 0
        options.seed = seed
        pos = try SimulatedPOS(options).start()
        answers = SpoiltAnswers(seed: seed)
        store = try DocumentStore(
            path: "\(directory)/data",
            options: DocumentStoreOptions(memoryBytes: 16 << 20, sync: .off))
        catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        try catalog.load()
        store.register(catalog)
        let skipped = Skipped()
        let environment = POSEnvironment(
            wallMilliseconds: { SystemClock.wallMilliseconds() + skipped.milliseconds },
            monotonicMilliseconds: {
                Int64(SystemClock.monotonicNanoseconds() / 1_000_000) + skipped.milliseconds
            }, sleep: { duration, _ in skipped.add(duration) }, seed: seed)
        let adapter = AlleavesAdapter(
            baseURL: pos.baseURL, transport: answers, environment: environment)
        engine = SyncEngine(
            store: store, catalog: catalog,
            configuration: SyncConfiguration(
                adapters: [adapter], environment: environment, log: { _ in }))
        try putLocation()
    }

    private final class Skipped: Sendable {
        private let sum = Atomic<Int64>(0)
        var milliseconds: Int64 { sum.load(ordering: .relaxed) }
        func add(_ duration: Int64) { sum.add(duration, ordering: .relaxed) }
    }

    private func putLocation() throws {
        let config: Fields = [
            "provider": "alleaves", "status": "active", "username": "demo@example.com",
            "password": "demo", "pin": "1234", "locationId": "1000",
        ]
        let fields: Fields = ["orgId": .string(Self.org), "posConfig": .map(config)]
        try store.commit([
            DocumentWrite(
                key: Self.key(["locations", "main"]),
                mutation: .set(fields: fields.mapValueBytes))
        ])
    }

    func close() throws {
        pos.stop()
        try store.close()
    }

    func sync() -> SyncReport { engine.run(.products, org: Self.org) }

    /// Every public product by its id.
    func products() throws -> [String: Fields] {
        let scan = DocumentScan(
            database: Catalog.database,
            collection: ResourcePath(
                uncheckedSegments: ["tenants", Self.org, "publicViews", "products", "items"]))
        var found: [String: Fields] = [:]
        for item in try store.documents(scan) {
            found[try item.key.decode().path.id] = try Fields(mapValueBytes: item.document.fields)
        }
        return found
    }

    /// The integration's status.
    func status() throws -> Fields {
        let key = Self.key(["tenants", Self.org, "integrations", "pos"])
        return try store.get(key).map { try Fields(mapValueBytes: $0.fields) } ?? [:]
    }

    private static func key(_ segments: [String]) -> DocumentKey {
        DocumentKey(
            database: Catalog.database, path: ResourcePath(uncheckedSegments: segments))
    }
}
