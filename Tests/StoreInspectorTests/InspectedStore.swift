import Catalog
import DocumentStore
import FirestoreModel
import Glibc
import RocksStore
import Synchronization
import TestSupport

@testable import StoreInspector

/// A closed data directory with a tenant in it: a product, a rule, a location and a session.
struct InspectedStore {
    let path: String

    /// What nobody may see who did not ask for it.
    static let secrets = ["swordfish", "4711-pin", "agent@example.org"]

    init(_ path: String) throws {
        self.path = path
        // Times rise by a second with each commit.
        let clock = Atomic<Int64>(1_795_176_000_000_000)
        let time = Self.Ticks(clock)
        let store = try DocumentStore(
            path: path,
            options: DocumentStoreOptions(
                memoryBytes: 16 << 20, sync: .off, clock: { time.next() }))
        let catalog = Catalog(store: store, clock: CatalogClock { 1_795_176_000_000 })
        try catalog.load()
        store.register(catalog)
        for (path, fields) in Self.documents {
            try Self.commit(store, path, fields)
        }
        try store.close()
    }

    private final class Ticks: Sendable {
        private let now: Atomic<Int64>

        init(_ now: consuming Atomic<Int64>) { self.now = now }

        func next() -> Int64 { now.wrappingAdd(1_000_000, ordering: .relaxed).newValue }
    }

    private static let documents: [([String], Fields)] = [
        (
            ["locations", "main"],
            [
                "orgId": "acme", "timezone": "America/New_York",
                "posConfig": ["username": "agent@example.org", "password": "swordfish"],
            ]
        ),
        (["sessions", "5e55"], ["user": "agent@example.org", "pin": "4711-pin"]),
        (
            ["tenants", "acme", "discounts", "alleaves_7"],
            ["name": "Tuesday", "type": "percent", "value": 20, "brands": ["Cobalt"]]
        ),
        (
            ["tenants", "acme", "publicViews", "products", "items", "alleaves_1018"],
            [
                "name": "Velvet Punch", "brandName": "Cobalt", "category": "Flower",
                "categoryPath": ["Flower", "Indoor"], "price": 39.55, "inStock": true,
                "stock": 12, "isActive": true, "thcPercent": 21.5,
            ]
        ),
    ]

    static func commit(_ store: DocumentStore, _ path: [String], _ fields: Fields) throws {
        let key = DocumentKey(
            database: "(default)", path: ResourcePath(uncheckedSegments: path))
        _ = try store.commit([DocumentWrite(key: key, mutation: .set(fields: fields.mapValueBytes))]
        )
    }

    /// Puts bytes under a key that nothing of ours would write.
    func damage(_ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]) throws {
        let database = try RocksDatabase(path: path)
        let batch = try RocksWriteBatch(for: database)
        batch.put(family, key, value)
        try database.write(batch, .synced)
        _ = consume batch
        try database.close()
    }

    /// A document's key and the row's key of the product.
    static let productKey = DocumentKey(
        database: "(default)",
        path: ResourcePath(
            uncheckedSegments: [
                "tenants", "acme", "publicViews", "products", "items", "alleaves_1018",
            ])
    ).bytes

    /// Every file with its size and its times, so that any write shows.
    func files() -> [String] {
        names(in: path).sorted().map { name in
            var info = stat()
            guard lstat("\(path)/\(name)", &info) == 0 else { return "\(name) cannot be read" }
            return "\(name) \(info.st_size) \(info.st_mtim.tv_sec).\(info.st_mtim.tv_nsec)"
                + " \(info.st_ctim.tv_sec).\(info.st_ctim.tv_nsec) \(info.st_ino)"
        }
    }

    /// All that the inspector says of the store, as lines.
    func report(showsSecrets: Bool = false) throws -> String {
        let inspector = try StoreInspector(directory: path, showsSecrets: showsSecrets)
        var lines = inspector.families().map { family in
            "\(family.name): \(family.keys) keys of \(family.keyBytes) bytes,"
                + " \(family.valueBytes) bytes of values, \(family.damaged) damaged"
                + (family.failure.isEmpty ? "" : ", \(family.failure)")
        }
        for family in ColumnFamily.allCases {
            let (entries, _) = try inspector.entries(family.name, limit: 1000)
            // The store's number is another in every store.
            lines += entries.map { entry in
                "\(family.name) "
                    + Self.line(entry).replacing(/store [0-9a-f]{16}/, with: "store N")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func line(_ entry: InspectedEntry) -> String {
        var line = "\(entry.key) (\(entry.keyBytes), \(entry.valueBytes)): "
        line += entry.facts.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
        if let document = entry.document {
            line += " " + String(decoding: document.json, as: UTF8.self)
        }
        if let problem = entry.problem { line += " damaged: \(problem)" }
        return line
    }
}

func withInspectedStore(_ body: (InspectedStore) throws -> Void) throws {
    try withTemporaryDirectory { directory in
        try body(try InspectedStore("\(directory)/data"))
    }
}
