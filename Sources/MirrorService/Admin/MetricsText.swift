import Catalog
import DocumentStore
import LinuxSystem
import StatusCodes
import Sync
import Synchronization

/// The daemon's metrics for Prometheus.
final class MetricsText: Sendable {
    /// Label of the run counter: kind and result.
    private struct Ending: Hashable {
        let kind: SyncKind
        let success: Bool
    }

    private let store: DocumentStore
    private let catalog: Catalog
    private let listening: ListenService
    private let runs = Mutex<[Ending: UInt64]>([:])
    private let sync = SyncMetrics()

    init(store: DocumentStore, catalog: Catalog, listening: ListenService) {
        self.store = store
        self.catalog = catalog
        self.listening = listening
    }

    /// Counts a run that ended.
    func count(_ report: SyncReport) {
        let ending = Ending(kind: report.kind, success: report.success)
        runs.withLock { $0[ending, default: 0] += 1 }
        sync.count(report)
    }

    /// All metrics; per-tenant ones only for tenants accepted by `shows`.
    func text(shows: (String) -> Bool) throws(Status) -> String {
        var text = PrometheusText()
        add(try store.metrics(), to: &text)
        text.add(
            "store_writable", .gauge, "1 while the store takes writes, else 0.",
            store.condition().refusal == nil ? 1 : 0)
        text.add(
            "resident_bytes", .gauge, "Resident memory of the daemon.",
            UInt64(SystemProcess.residentMemoryBytes()))
        let tenants = catalog.all.map { ($0.org, $0.generation) }.filter { shows($0.0) }
        let samples = { (value: (Generation) -> Int) in
            tenants.map { org, generation in
                PrometheusText.Sample(labels: [("org", org)], value: UInt64(value(generation)))
            }
        }
        text.add("products", .gauge, "Active products.", samples(\.activeCount))
        text.add("products_on_sale", .gauge, "Active products on sale.", samples(\.onSaleCount))
        text.add("listeners", .gauge, "Listen streams open.", UInt64(listening.listenerCount))
        let counts = runs.withLock { $0 }.map { ending, count in
            PrometheusText.Sample(
                labels: [("kind", ending.kind.rawValue), ("success", "\(ending.success)")],
                value: count)
        }
        text.add(
            "sync_runs_total", .counter, "Synchronisations that ended.",
            counts.sorted { "\($0.labels)" < "\($1.labels)" })
        sync.add(to: &text, shows: shows)
        return text.text
    }

    private func add(_ store: StoreMetrics, to text: inout PrometheusText) {
        text.add("commits_total", .counter, "Commits that changed something.", store.commits)
        text.add("syncs_total", .counter, "Log syncs that commits shared.", store.syncs)
        text.add("documents", .gauge, "Documents, estimated.", store.documentsEstimated)
        text.add("table_bytes", .gauge, "Bytes of tables on disk.", store.tableBytes)
        text.add(
            "block_cache_bytes", .gauge, "Bytes in the block cache.", store.blockCacheBytes)
        text.add(
            "write_buffer_bytes", .gauge, "Bytes in write buffers.", store.writeBufferBytes)
    }
}
