import Catalog
import DocumentStore
import LinuxSystem
import Sync
import Synchronization

/// The daemon's numbers in the text format of Prometheus ("Exposition formats").
final class MetricsText: Sendable {
    private let store: DocumentStore
    private let catalog: Catalog
    private let listening: ListenService
    private let runs = Mutex<[String: Int]>([:])
    private let sync = SyncMetrics()

    init(store: DocumentStore, catalog: Catalog, listening: ListenService) {
        self.store = store
        self.catalog = catalog
        self.listening = listening
    }

    /// Counts a run that ended.
    func count(_ report: SyncReport) {
        let labels = "kind=\"\(report.kind.rawValue)\",success=\"\(report.success)\""
        runs.withLock { $0[labels, default: 0] += 1 }
        sync.count(report)
    }

    func text() throws(StoreError) -> String {
        let store = try self.store.metrics()
        var out = ""
        let add = { (name: String, kind: String, help: String, rows: [(String, UInt64)]) in
            out += "# HELP posmirror_\(name) \(help)\n# TYPE posmirror_\(name) \(kind)\n"
            for (labels, value) in rows {
                out += "posmirror_\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(value)\n"
            }
        }
        add("commits_total", "counter", "Commits that changed something.", [("", store.commits)])
        add("syncs_total", "counter", "Log syncs that commits shared.", [("", store.syncs)])
        add("documents", "gauge", "Documents, estimated.", [("", store.documentsEstimated)])
        add("table_bytes", "gauge", "Bytes of tables on disk.", [("", store.tableBytes)])
        add(
            "block_cache_bytes", "gauge", "Bytes in the block cache.", [("", store.blockCacheBytes)]
        )
        add(
            "write_buffer_bytes", "gauge", "Bytes in write buffers.", [("", store.writeBufferBytes)]
        )
        add(
            "resident_bytes", "gauge", "Resident memory of the daemon.",
            [("", UInt64(SystemProcess.residentMemoryBytes()))])
        let tenants = catalog.all.map { ($0.org, $0.generation) }
        add(
            "products", "gauge", "Active products.",
            tenants.map {
                (Self.org($0.0), UInt64($0.1.activeCount))
            })
        add(
            "products_on_sale", "gauge", "Active products on sale.",
            tenants.map {
                (Self.org($0.0), UInt64($0.1.onSaleCount))
            })
        add(
            "listeners", "gauge", "Listen streams open.", [("", UInt64(listening.listenerCount))])
        let counts = runs.withLock { $0 }.sorted { $0.key < $1.key }
        add(
            "sync_runs_total", "counter", "Synchronisations that ended.",
            counts.map {
                ($0.key, UInt64($0.value))
            })
        return out + sync.text { _ in true }
    }

    private static func org(_ org: String) -> String {
        let escaped = org.flatMap { character -> String in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }
        return "org=\"\(escaped)\""
    }
}
