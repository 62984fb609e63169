import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import Foundation
import HTTPTransport
import LinuxSystem
import CommandLine
import MirrorService
import MirrorTree
import PointOfSale
import Pricing
import Sync

/// The response of an inventory search in memory: first parsed and mapped to documents, then
/// synchronised to a new store until durable.
enum IngestWorkload {
    /// The size in which libcurl passes on a body.
    private static let pieceBytes = 64 << 10

    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let json = try bytes(options)
        var watch = Stopwatch()
        var mapped = Mapped()
        for _ in 0..<(options.runs ?? 3) {
            mapped = try watch.time { try parseAndMap(json) }
        }
        let directory = try ScratchDirectory(options)
        defer { directory.remove() }
        let seconds = try synchronise(json, in: directory.path, expecting: mapped.items)
        var report = BenchReport("ingest", options)
        report.set(watch.samples)
        report.megabytesPerSecond =
            Double(json.count) * Double(watch.samples.count) * 1e3 / Double(watch.samples.total)
        report.hash = mapped.hash
        report.add("json_bytes", Double(json.count))
        report.add("rows", Double(mapped.rows))
        report.add("items", Double(mapped.items))
        report.add("durable_us", seconds * 1e6)
        report.add("durable_mb_per_s", Double(json.count) / seconds / 1e6)
        return report
    }

    private static func bytes(_ options: BenchOptions) throws(BenchFailure) -> [UInt8] {
        if let input = options.input {
            guard let data = FileManager.default.contents(atPath: input) else {
                throw BenchFailure(exitCode: 1, message: "\(input) cannot be read")
            }
            return [UInt8](data)
        }
        let directory = try inEnvironment {
            try TemporaryDirectory.create(prefix: "posmirror-bench-")
        }
        defer { TemporaryDirectory.remove(directory) }
        var inside = options
        inside.output = directory + "/inventory.json"
        inside.input = inside.output
        _ = try ExportWorkload.inventory(inside)
        return try bytes(inside)
    }

    private struct Mapped {
        var rows = 0
        var items = 0
        var hash: UInt64 = 0
    }

    private static func parseAndMap(_ json: [UInt8]) throws -> Mapped {
        let parser = InventoryParser()
        try json.withUnsafeBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
                let end = min(start + pieceBytes, bytes.count)
                try parser.feed(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        let inventory = try parser.finish()
        let documents = ProductDocuments(
            org: BenchCatalog.org, origin: POSOrigin(AlleavesAdapter.provider))
        var mapped = Mapped(rows: inventory.rowCount, items: inventory.items.count)
        for item in inventory.items {
            let made = documents.make(item)
            mapped.hash &+= documents.sourceHash(item)
            mapped.hash ^= UInt64(made.canonical.count + made.public.count)
        }
        return mapped
    }

    /// The duration of a first synchronisation in seconds.
    private static func synchronise(
        _ json: [UInt8], in directory: String, expecting items: Int
    ) throws(BenchFailure) -> Double {
        let store = try inEnvironment {
            try DocumentStore(
                path: directory + "/data",
                options: DocumentStoreOptions(indexes: MirrorIndexes.policy()))
        }
        let catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        store.register(catalog)
        try putLocation(store)
        let engine = SyncEngine(
            store: store, catalog: catalog,
            configuration: SyncConfiguration(
                adapters: [
                    AlleavesAdapter(
                        baseURL: "http://127.0.0.1:1/api",
                        transport: RecordedPOS(inventory: json))
                ]))
        let start = SystemClock.monotonicNanoseconds()
        let report = engine.run(.products, org: BenchCatalog.org)
        let seconds = Double(SystemClock.monotonicNanoseconds() - start) / 1e9
        guard report.success, report.created == items else {
            throw .wrong("the sync made \(report.created) of \(items) products: \(report.error)")
        }
        try inEnvironment { try store.close() }
        return seconds
    }

    private static func putLocation(_ store: DocumentStore) throws(BenchFailure) {
        let fields: Fields = [
            "orgId": .string(BenchCatalog.org),
            "posConfig": .map([
                "provider": "alleaves", "status": "active", "username": "bench",
                "password": "bench",
            ]),
        ]
        let path = RootPath.locations.document("bench")
        try inEnvironment {
            _ = try store.commit([
                DocumentWrite(
                    key: DocumentKey(database: Catalog.database, path: path),
                    mutation: .set(fields: fields.mapValueBytes))
            ])
        }
    }

    /// Responds to the login and the inventory search from memory; anything else is 404.
    private struct RecordedPOS: Transport {
        let inventory: [UInt8]

        func send(
            _ request: HTTPRequest, onBody: BodySink?
        ) throws(TransportError) -> HTTPResponse {
            if request.url.hasSuffix("/auth") {
                return HTTPResponse(
                    head: HTTPResponseHead(status: 200), body: Array(#"{"token":"bench"}"#.utf8))
            }
            guard request.url.hasSuffix("/inventory/search"), let onBody else {
                return HTTPResponse(head: HTTPResponseHead(status: 404), body: [])
            }
            for start in stride(from: 0, to: inventory.count, by: pieceBytes) {
                let end = min(start + pieceBytes, inventory.count)
                try inventory.withUnsafeBufferPointer { bytes throws(TransportError) in
                    try onBody(
                        UnsafeRawBufferPointer(
                            UnsafeBufferPointer(
                                rebasing: bytes[start..<end])))
                }
            }
            return HTTPResponse(head: HTTPResponseHead(status: 200), body: [])
        }
    }
}
