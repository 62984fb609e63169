import Catalog
import DocumentStore
import Foundation
import LinuxSystem
import CommandLine
import MirrorService
import MirrorTree
import Sync

/// A store with the generated catalog, open in this process.
final class BenchMirror {
    /// Documents per commit while the store is filled.
    private static let fillBatch = 2000

    let directory: String
    let store: DocumentStore
    let catalog: Catalog
    private let isTemporary: Bool

    /// Opens the store of `--data`, or creates one below /tmp that is removed with this object.
    init(_ options: BenchOptions, memoryBytes: Int = 256 << 20) throws(BenchFailure) {
        isTemporary = options.data == nil
        directory = try inEnvironment {
            try options.data ?? TemporaryDirectory.create(prefix: "posmirror-bench-")
        }
        let path = directory
        store = try inEnvironment {
            try DocumentStore(
                path: path + "/data",
                options: DocumentStoreOptions(
                    memoryBytes: memoryBytes, indexes: MirrorIndexes.policy()))
        }
        catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        try inEnvironment { try catalog.load() }
        store.register(catalog)
        let bench = BenchCatalog(options)
        if isTemporary { try fill(bench) }
        try check(bench)
        try setRules(bench)
    }

    /// Creates the store of `--output`, which must not exist.
    static func prepare(_ options: BenchOptions) throws(BenchFailure) {
        let path = try options.required(options.output, "--output")
        try inEnvironment {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
        }
        var inside = options
        inside.data = path
        let store = try inEnvironment {
            try DocumentStore(
                path: path + "/data",
                options: DocumentStoreOptions(
                    memoryBytes: 512 << 20, sync: .off, indexes: MirrorIndexes.policy()))
        }
        let catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        store.register(catalog)
        try fill(store, BenchCatalog(options))
        try inEnvironment { try store.close() }
        try BenchMirror(inside).close()
    }

    /// The current generation.
    func generation() throws(BenchFailure) -> Generation {
        try inEnvironment { try catalog.generation(BenchCatalog.org) }
    }

    /// Closes the store; removes a temporary one.
    func close() throws(BenchFailure) {
        try inEnvironment { try store.close() }
        if isTemporary { TemporaryDirectory.remove(directory) }
    }

    private func fill(_ bench: BenchCatalog) throws(BenchFailure) {
        try Self.fill(store, bench)
    }

    private static func fill(
        _ store: DocumentStore, _ bench: BenchCatalog
    ) throws(BenchFailure) {
        let batches = EncodedBatches(count: (bench.products + fillBatch - 1) / fillBatch) { batch in
            let start = batch * fillBatch
            return (start..<min(start + fillBatch, bench.products)).map { bench.productWrite($0) }
        }
        defer { batches.finish() }
        while let writes = batches.next() {
            try inEnvironment { try store.submit(writes) }
        }
    }

    /// Throws if the store has another size than the options say, which would label the results
    /// wrongly.
    private func check(_ bench: BenchCatalog) throws(BenchFailure) {
        let found = catalog.tenant(BenchCatalog.org)?.generation.activeCount ?? 0
        guard found == bench.products else {
            throw .environment(
                BenchFailure(
                    exitCode: 1,
                    message: "\(directory) holds \(found) products, not \(bench.products)"))
        }
    }

    /// Replaces the rules of an earlier run.
    private func setRules(_ bench: BenchCatalog) throws(BenchFailure) {
        try inEnvironment {
            let scan = DocumentScan(
                database: Catalog.database,
                collection: TenantPath.discounts(org: BenchCatalog.org))
            let old = try store.documents(scan).map {
                DocumentWrite(key: $0.key, mutation: .delete)
            }
            try store.commit(old + bench.rules.all.map { BenchCatalog.write($0) })
        }
    }
}
