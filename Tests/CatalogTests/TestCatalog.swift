import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import MirrorTree
import StatusCodes
import Synchronization
import TestSupport

@testable import Catalog

/// A store and its catalog in a directory of their own, on a clock that the test sets.
final class TestCatalog {
    static let org = "acme"
    private let directory: String
    private let time: TestTime
    private(set) var store: DocumentStore
    private(set) var catalog: Catalog
    /// What was said while the catalog was loaded last.
    private(set) var log: [String]

    /// Milliseconds since 1970, for the catalog.
    final class TestTime: Sendable {
        private let now: Atomic<Int64>

        init(_ now: Int64) { self.now = Atomic(now) }

        var milliseconds: Int64 {
            get { now.load(ordering: .relaxed) }
            set { now.store(newValue, ordering: .relaxed) }
        }
    }

    /// 2026-11-20T12:00:00Z.
    static let start: Int64 = 1_795_176_000_000

    fileprivate init(_ directory: String) throws {
        self.directory = directory
        time = TestTime(Self.start)
        (store, catalog, log) = try Self.open(directory, time)
    }

    private static func open(
        _ directory: String, _ time: TestTime
    ) throws -> (DocumentStore, Catalog, [String]) {
        let store = try DocumentStore(
            path: "\(directory)/data",
            options: DocumentStoreOptions(memoryBytes: 32 << 20, sync: .off))
        let catalog = Catalog(store: store, clock: CatalogClock { time.milliseconds })
        var log: [String] = []
        try catalog.load { log.append($0) }
        store.register(catalog)
        return (store, catalog, log)
    }

    func reopen() throws {
        try store.close()
        (store, catalog, log) = try Self.open(directory, time)
    }

    var now: Int64 { time.milliseconds }

    /// Moves the clock alone, as where nobody has woken up yet.
    func pass(milliseconds: Int64) { time.milliseconds += milliseconds }

    /// Moves the clock and lets sales begin and end.
    func advance(milliseconds: Int64) {
        time.milliseconds += milliseconds
        _ = catalog.advance()
    }

    var generation: Generation? { catalog.tenant(Self.org)?.generation }

    func key(_ segments: [String]) -> DocumentKey {
        DocumentKey(
            database: Catalog.database, path: ResourcePath(uncheckedSegments: segments))
    }

    func product(_ id: String) -> DocumentKey {
        key(["tenants", Self.org, "publicViews", "products", "items", id])
    }

    func rule(_ id: String) -> DocumentKey { key(["tenants", Self.org, "discounts", id]) }

    func set(_ key: DocumentKey, _ fields: Fields) -> DocumentWrite {
        var fields = fields
        if fields["externalId"] == nil, let own = try? Self.ownID(key) {
            fields["externalId"] = .string(own)
        }
        return DocumentWrite(key: key, mutation: .set(fields: fields.mapValueBytes))
    }

    /// The id that a POS knows the product by, which its sync writes into the document: a number
    /// behind the provider's name.
    private static func ownID(_ key: DocumentKey) throws(Status) -> String? {
        guard let id = ProductPath.publicItem(try key.decode().path)?.id else { return nil }
        for prefix in ["alleaves_", "feed_"] where id.hasPrefix(prefix) {
            let own = id.dropFirst(prefix.count)
            if Int64(own).map({ "\($0)" == own }) == true { return String(own) }
        }
        return nil
    }

    @discardableResult
    func put(_ key: DocumentKey, _ fields: Fields) throws(Status) -> CommitResult {
        try store.commit([set(key, fields)])
    }

    func delete(_ key: DocumentKey) throws(Status) {
        try store.commit([DocumentWrite(key: key, mutation: .delete)])
    }

    /// The menu in the order of its rows.
    func menu(inStockOnly: Bool = false) throws -> [MenuItem] {
        guard let generation else { return [] }
        var items: [MenuItem] = []
        var stream = MenuStream(generation, inStockOnly: inStockOnly)
        while !stream.isAtEnd {
            let bytes = [UInt8](unsafeUninitializedCapacity: MenuStream.roomBytes) { room, count in
                // A small limit, so that chunks end in the middle of segments.
                count = stream.fill(UnsafeMutableRawBufferPointer(room), upTo: 700)
            }
            items += try MenuChunk(wireBytes: bytes).items
        }
        return items
    }

    /// A stored document of the collection, by id.
    func documents(_ collection: [String]) throws -> [String: Fields] {
        let scan = DocumentScan(
            database: Catalog.database,
            collection: ResourcePath(uncheckedSegments: ["tenants", Self.org] + collection))
        var all: [String: Fields] = [:]
        for found in try store.documents(scan) {
            let id = try found.key.decode().path.id
            all[id] = try Fields(mapValueBytes: found.document.fields)
        }
        return all
    }
}

/// Runs an empty catalog for the length of `body`.
func withCatalog(_ body: (TestCatalog) throws -> Void) throws {
    try withTemporaryDirectory { directory in
        let catalog = try TestCatalog(directory)
        try body(catalog)
        try catalog.store.close()
    }
}

/// The fields of a public product.
func productFields(
    _ name: String, _ dollars: Double?, category: String = "Flower", brand: String? = nil,
    more: [String: Value] = [:]
) -> Fields {
    var fields: Fields = ["name": .string(name), "category": .string(category)]
    if let dollars { fields["price"] = .double(dollars) }
    if let brand { fields["brandName"] = .string(brand) }
    for (key, value) in more { fields[key] = value }
    return fields
}

/// The fields of a live rule.
func ruleFields(
    _ type: String, _ value: Value, _ scope: [String: [Value]], more: [String: Value] = [:]
) -> Fields {
    var fields: Fields = ["discountType": .string(type), "discountValue": value, "active": true]
    for (key, values) in scope { fields[key] = .array(values) }
    for (key, value) in more { fields[key] = value }
    return fields
}
