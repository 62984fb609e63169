import Catalog
import DocumentStore
import FirestoreModel
import Randomness
import RocksStore
import TestSupport

@testable import StoreInspector

/// A closed store with a tenant of two locations, products with rows at both, rules and notes, and
/// what its documents were.
struct DamagedShelf {
    let path: String
    /// Every document that was committed, by path.
    private(set) var documents: [String: RawDocument] = [:]

    init(_ path: String, seed: UInt64, products: Int, textBytes: Int) throws {
        self.path = path
        var random = SeededRandom(seed: seed)
        let store = try DocumentStore(path: path, options: Self.options)
        let catalog = Catalog(store: store, clock: CatalogClock { 1_795_176_000_000 })
        try catalog.load()
        store.register(catalog)
        for place in ["east", "west"] {
            try InspectedStore.commit(store, ["locations", place], ["orgId": "acme"])
        }
        for number in 0..<products {
            let id = "alleaves_\(1000 + number)"
            let text = String((0..<textBytes).map { _ in Self.letter(&random) })
            let items = ["tenants", "acme", "publicViews", "products", "items", id]
            try InspectedStore.commit(store, items, Self.product(number, text))
            try InspectedStore.commit(
                store, ["products", "acme_\(id)"], ["name": .string(text), "cost": 4.5])
        }
        for rule in ["alleaves_7", "alleaves_8", "alleaves_7"] {
            try InspectedStore.commit(
                store, ["tenants", "acme", "discounts", rule],
                ["name": "Tuesday", "type": "percent", "value": .double(Double(random.below(50)))])
        }
        try InspectedStore.commit(
            store, ["tenants", "acme", "notes", "n1"],
            ["tags": ["a", "b", "a"], "deep": ["more": "text"]])
        for found in try store.documents(DocumentScan(prefix: [])) {
            documents["\(try found.key.decode().path)"] = found.document
        }
        try store.close()
    }

    private static func letter(_ random: inout SeededRandom) -> Character {
        Character(UnicodeScalar(UInt8(97 + random.below(26))))
    }

    private static func product(_ number: Int, _ text: String) -> Fields {
        var fields: Fields = [
            "name": .string(text), "brandName": "Cobalt", "category": "Flower",
            "price": .double(Double(number) + 0.5), "inStock": true, "isActive": true,
        ]
        if number % 2 == 0 {
            fields["locations"] = [
                "east": ["price": 3.5, "inStock": true], "west": ["price": 4.5],
            ]
            fields["priceLocation"] = "east"
        }
        return fields
    }

    static let options = DocumentStoreOptions(
        memoryBytes: 16 << 20, sync: .off, indexes: MirrorIndexes.policy(),
        clock: { 1_795_176_000_000_000 })

    /// Every key and value of a family.
    func pairs(_ family: ColumnFamily) throws -> [(key: [UInt8], value: [UInt8])] {
        var pairs: [(key: [UInt8], value: [UInt8])] = []
        try ReadOnlyDatabase(path: path).scan(family.name) { key, value in
            pairs.append(([UInt8](key), [UInt8](value)))
            return true
        }
        return pairs
    }

    /// Writes below everything that keeps families in step; nil deletes.
    func write(_ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]?) throws {
        let database = try RocksDatabase(path: path)
        let batch = try RocksWriteBatch(for: database)
        if let value { batch.put(family, key, value) } else { batch.delete(family, key) }
        try database.write(batch, .synced)
        _ = consume batch
        try database.close()
    }

    func verify() throws -> [String] { try ClosedStore(path).verify().problems }

    func repair() throws -> StoreRepair.Report {
        try StoreRepair(ClosedStore(path), now: 1_795_176_000_000_001) { _ in }.apply()
    }

    /// The documents of the store as it is now, opened as the daemon opens it.
    func stored() throws -> [String: RawDocument] {
        let store = try DocumentStore(path: path, options: Self.options)
        let catalog = Catalog(store: store, clock: CatalogClock { 1_795_176_000_000 })
        try catalog.load()
        var found: [String: RawDocument] = [:]
        for document in try store.documents(DocumentScan(prefix: [])) {
            found["\(try document.key.decode().path)"] = document.document
        }
        try store.close()
        return found
    }

    /// What is wrong with the claim that each document is as it was committed or in `report`.
    func contradictions(_ report: StoreRepair.Report) throws -> [String] {
        let now = try stored()
        var found: [String] = []
        for (path, document) in documents where now[path] != document {
            if !report.lost.contains(where: { $0.hasPrefix(path + ":") }) {
                found.append("\(path) is \(now[path] == nil ? "gone" : "another") and not listed")
            }
        }
        for path in now.keys where documents[path] == nil {
            found.append("\(path) was never there")
        }
        return found
    }
}

/// A store whose texts are drawn by `seed`, for the length of `body`.
func withDamagedShelf(
    seed: UInt64 = 7, products: Int = 24, textBytes: Int = 40, _ body: (DamagedShelf) throws -> Void
) throws {
    try withTemporaryDirectory { directory in
        try body(
            try DamagedShelf(
                "\(directory)/data", seed: seed, products: products, textBytes: textBytes))
    }
}
