import Catalog
import DocumentStore
import LinuxSystem
import Memory
import MirrorMessages
import StatusCodes
import Sync
import Synchronization
import TTRPC

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
    private let refusals: Refusals
    private let watchers: MenuWatchers
    private let memory: MemoryBudget
    private let server = Mutex<(@Sendable () -> RPCServerStatistics)?>(nil)
    private let runs = Mutex<[Ending: UInt64]>([:])
    private let sync = SyncMetrics()

    init(
        store: DocumentStore, catalog: Catalog, listening: ListenService, watchers: MenuWatchers,
        refusals: Refusals, memory: MemoryBudget
    ) {
        self.watchers = watchers
        self.memory = memory
        self.refusals = refusals
        self.store = store
        self.catalog = catalog
        self.listening = listening
    }

    /// Adds the counters of the server from now on.
    func watch(_ statistics: @escaping @Sendable () -> RPCServerStatistics) {
        server.withLock { $0 = statistics }
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
            "store_damaged", .gauge, "1 once a table of the store is known to be damaged, else 0.",
            store.damage == nil ? 0 : 1)
        text.add(
            "resident_bytes", .gauge, "Resident memory of the daemon.",
            UInt64(SystemProcess.residentMemoryBytes()))
        addMemory(to: &text)
        let tenants = catalog.all.map { ($0.org, $0.generation) }.filter { shows($0.0) }
        let samples = { (value: (Generation) -> Int) in
            tenants.map { org, generation in
                PrometheusText.Sample(labels: [("org", org)], value: UInt64(value(generation)))
            }
        }
        text.add("products", .gauge, "Active products.", samples(\.activeCount))
        text.add("products_on_sale", .gauge, "Active products on sale.", samples(\.onSaleCount))
        text.add("listeners", .gauge, "Listen streams open.", UInt64(listening.listenerCount))
        let messages = watchers.messages
        text.add(
            "watch_messages_total", .counter,
            "Messages for watchers of menus: made once each, and sent to every one.",
            [("made", messages.made), ("sent", messages.sent)].map { what, count in
                PrometheusText.Sample(labels: [("what", what)], value: count)
            })
        addServer(to: &text)
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

    private func addMemory(to text: inout PrometheusText) {
        text.add(
            "private_bytes", .gauge, "Memory of the daemon without programs and files.",
            UInt64(SystemProcess.privateMemoryBytes()))
        let shares = MemoryShares(memory, store).all
        func add(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String,
            _ value: (MemoryShare) -> Int64
        ) {
            text.add(
                name, kind, help,
                shares.map { share in
                    PrometheusText.Sample(
                        labels: [("share", share.name)], value: UInt64(max(0, value(share))))
                })
        }
        add("memory_used_bytes", .gauge, "Memory taken, by share.", \.usedBytes)
        add("memory_peak_bytes", .gauge, "The most that was taken at once, by share.", \.peakBytes)
        add("memory_limit_bytes", .gauge, "Memory that a share has; 0 for no limit.", \.limitBytes)
        add("memory_refused_total", .counter, "What was refused for want of memory.", \.refused)
    }

    private func addServer(to text: inout PrometheusText) {
        if let server = server.withLock({ $0?() }) {
            text.add(
                "connections", .gauge, "Connections open.", UInt64(server.connectionsOpen))
            text.add(
                "calls_waiting", .gauge, "Calls that wait for a worker.",
                server.callsWaiting.map { work, count in
                    PrometheusText.Sample(labels: [("work", work)], value: UInt64(count))
                })
        }
        text.add(
            "refused_total", .counter,
            "What was refused because its user, the daemon or a query has its share.",
            refusals.counts.map { kind, count in
                PrometheusText.Sample(labels: [("what", kind)], value: count)
            })
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
