import Serving
import Reports
import PosWrites
import Access
import Catalog
import DocumentStore
import HTTPTransport
import LinuxSystem
import Memory
import MirrorMessages
import PointOfSale
import StatusCodes
import Sync
import Synchronization
import TTRPC

/// The daemon: composes all parts, from the open store to the listening socket.
///
/// States: starting (init), serving (``serve()``), draining and stopped (``stop()``).
public final class Daemon: Sendable {
    /// The version of the program.
    public static let version = AdminService.version

    private let configuration: DaemonConfiguration
    let store: DocumentStore
    private let catalog: Catalog
    private let engine: SyncEngine
    private let transactions: TransactionTable
    private let refusals: Refusals
    private let listening: ListenService
    private let scheduler: SyncScheduler?
    private let clock: RuleTimer
    private let clockWatch: ClockWatch
    private let stockClock: ExpiryTimer
    private let pulls: EventPulls
    private let health: HealthService
    private let everyTenant: SyncAllRuns
    private let menuWatchers: MenuWatchers
    private let posWrites: WriteLines
    private let server: RPCServer
    /// All methods, each with whom it is for.
    let methods: [ServedMethod]
    let gate: CallGate
    private let log: ServiceLog
    private let watch: StoreWatch
    private let tables: TableWatch
    private let memoryWatch: MemoryWatch

    /// Opens the store and builds the catalogs. Throws ``DaemonError``.
    ///
    /// - Parameter adapters: the points of sale that the daemon knows.
    public init(
        _ configuration: DaemonConfiguration, adapters: [any POSAdapter], log: ServiceLog
    ) throws(DaemonError) {
        self.configuration = configuration
        self.log = log
        let start = SystemClock.monotonicNanoseconds()
        refusals = Refusals { log.write($0) }
        transactions = TransactionTable(
            perOwnerMax: configuration.limits.transactionsPerUser, memory: configuration.memory,
            clock: SystemClock.monotonicNanoseconds)
        store = try Self.open(configuration, log)
        catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds),
            pinnedBytesMax: Self.part(
                ServiceLimits.pinnedPart, of: configuration.memory,
                atMost: CatalogLimits.pinnedBytesMax))
        engine = Self.engine(configuration, adapters, store, catalog, log)
        do throws(Status) {
            try catalog.load { log.info(LogEntry($0)) }
            store.register(catalog)
            store.register(transactions)
            let takesWrites = store.condition().refusal == nil
            let orgs =
                takesWrites
                ? Array(Set(catalog.all.map(\.org)).union(catalog.orgsWithLocations)) : []
            try engine.noteInterruptedRuns(orgs: orgs)
            try WriteJournal(store: store).endLost(orgs: orgs)
        } catch {
            throw DaemonError(error, path: configuration.dataDirectory)
        }
        clock = RuleTimer(catalog)
        stockClock = Self.stockClock(engine, catalog, log)
        gate = Self.gate(configuration, store, catalog)
        // Events are frequent: a pull for each must not read weeks of late changes.
        let orders = OrderSyncOptions(lateChanges: .nightly)
        pulls = EventPulls { [engine] kind, org in
            _ = engine.run(kind, org: org, orders: orders)
        }
        listening = ListenService(
            store: store, catalog: catalog, callers: DocumentCallers(gate),
            providers: engine.providers, limits: configuration.limits,
            refusals: refusals, log: log)
        scheduler = Self.scheduler(configuration, engine, store, log)
        everyTenant = SyncAllRuns(engine)
        menuWatchers = MenuWatchers(catalog)
        posWrites = WriteLines(onRefusal: refusals.note)
        let parts = Self.services(
            configuration, store, catalog, engine, scheduler, gate, transactions, listening, pulls,
            everyTenant, menuWatchers, posWrites, refusals, log)
        health = parts.health
        watch = StoreWatch(store, health: parts.health, log: log)
        tables = TableWatch(store, log: log)
        memoryWatch = MemoryWatch(configuration.memory, catalog, log: log)
        methods = parts.methods
        catalog.onPublish { [clock, stockClock] org, location, generation in
            clock.touch()
            if location.isEmpty { stockClock.published(org, day: generation.today) }
        }
        do throws(SystemError) {
            clockWatch = try ClockWatch { [clock, log] in
                log.warning("the machine's clock was set; what begins or ends by it is looked at")
                clock.touch()
            }
            server = try RPCServer(
                methods: methods.map { [gate] in $0.guarded(by: gate) },
                configuration: Self.serving(configuration, gate, refusals, log))
        } catch {
            throw DaemonError(.system, "the server could not start: \(error)")
        }
        parts.metrics.watch { [weak server] in server?.statistics ?? RPCServerStatistics() }
        let products = catalog.all.reduce(0) { $0 + $1.generation.activeCount }
        let ms = (SystemClock.monotonicNanoseconds() - start) / 1_000_000
        log.info("loaded tenants=\(catalog.all.count) products=\(products) ms=\(ms)")
    }

    /// Listens at the socket; returns once clients can connect.
    ///
    /// `restart` replaces the process by a new one of the same program and returns only if that
    /// fails: the one sound way to open a store anew whose engine failed. `onPace` is told
    /// what the next one would be, at first and when that changes.
    public func serve(
        restart: @escaping @Sendable (SystemProcess.Restart) -> SystemError = {
            SystemProcess.restart($0)
        },
        onPace: @escaping @Sendable (SystemProcess.Restart) -> Void = { _ in }
    ) throws(DaemonError) {
        do throws(SystemError) {
            try DefaultPaths.prepareDirectory(ofSocket: configuration.socketPath)
            try server.listen(
                at: configuration.socketPath,
                permissions: SocketPermissions(mode: configuration.socketMode))
        } catch {
            throw DaemonError(.socket, "\(configuration.socketPath): \(error)")
        }
        scheduler?.start()
        watch.start(restart, onPace: onPace)
        tables.start()
        memoryWatch.start()
        log.info("serving socket=\(configuration.socketPath) pid=\(SystemProcess.pid)")
    }

    /// Calls `takeSignal`, which takes a signal that has come and says whether the daemon ends by
    /// it, while the process is not replaced; then it is not any more. Returns what it says.
    public func holdingRestarts(_ takeSignal: () -> Bool) -> Bool {
        watch.holdingRestarts(takeSignal)
    }

    /// Stops accepting, lets running calls finish, ends runs, and closes the store.
    public func stop() {
        log.info("draining")
        watch.stop()
        tables.stop()
        memoryWatch.stop()
        health.stopServing()
        scheduler?.stop()
        engine.cancelAll()
        server.shutdown(drainSeconds: ServiceLimits.drainSeconds)
        let deadline =
            SystemClock.monotonicNanoseconds()
            + UInt64(ServiceLimits.drainSeconds * 1e9)
        engine.waitUntilIdle(untilNanoseconds: deadline)
        posWrites.stop(untilNanoseconds: deadline)
        everyTenant.stop()
        pulls.stop()
        scheduler?.join()
        clockWatch.stop()
        clock.stop()
        stockClock.stop()
        transactions.endAll()
        listening.stop()
        menuWatchers.stop()
        do throws(Status) {
            try store.close()
        } catch {
            log.error("closing the store: \(error)")
        }
        log.info("stopped")
    }

    private static func open(
        _ configuration: DaemonConfiguration, _ log: ServiceLog
    ) throws(DaemonError) -> DocumentStore {
        try DataDirectory.prepare(configuration.dataDirectory, log: log)
        var options = DocumentStoreOptions(
            memoryBytes: configuration.memory.storeBytes, sync: configuration.sync,
            indexes: MirrorIndexes.policy(after: configuration.indexes))
        options.opensForReading = true
        options.store = SystemProcess.restarted?.store
        options.memory = configuration.memory
        do throws(Status) {
            let store = try DocumentStore(path: configuration.dataDirectory, options: options)
            if let loss = store.loss { log.warning("\(loss)") }
            return store
        } catch {
            throw DaemonError(error, path: configuration.dataDirectory)
        }
    }

    /// A part of all memory, for what keeps as much as it may.
    private static func part(_ part: Int, of memory: MemoryBudget, atMost: Int) -> Int {
        memory.bytesMax.map { min($0 / part, atMost) } ?? atMost
    }

    private static func engine(
        _ configuration: DaemonConfiguration, _ adapters: [any POSAdapter],
        _ store: DocumentStore, _ catalog: Catalog, _ log: ServiceLog
    ) -> SyncEngine {
        var sync = SyncConfiguration(
            adapters: adapters, log: { log.write($0) })
        sync.customerPagesMax = configuration.customerPages
        return SyncEngine(store: store, catalog: catalog, configuration: sync)
    }

    private static func stockClock(
        _ engine: SyncEngine, _ catalog: Catalog, _ log: ServiceLog
    ) -> ExpiryTimer {
        let clock = ExpiryTimer { [engine] org in
            do throws(Status) {
                try engine.expireStock(org: org)
            } catch {
                log.error("expired stock of \(org) stays on its menu for now: \(error)")
            }
        }
        for (org, generation) in catalog.generations {
            clock.published(org, day: generation.today)
        }
        engine.onProgress { progress in
            if progress.phase == .finished { clock.look(progress.org) }
        }
        return clock
    }

    private static func scheduler(
        _ configuration: DaemonConfiguration, _ engine: SyncEngine, _ store: DocumentStore,
        _ log: ServiceLog
    ) -> SyncScheduler? {
        guard configuration.scheduleMinutes > 0 else { return nil }
        return SyncScheduler(
            engine: engine, store: store,
            intervalMilliseconds: configuration.scheduleMinutes * 60_000, log: { log.write($0) })
    }

    private struct Services {
        let methods: [ServedMethod]
        let health: HealthService
        let metrics: MetricsText
    }

    /// The server's settings; says how many connections there can be.
    private static func serving(
        _ configuration: DaemonConfiguration, _ gate: CallGate, _ refusals: Refusals,
        _ log: ServiceLog
    ) -> ServerConfiguration {
        let (limits, files) = (configuration.limits, SystemProcess.raiseDescriptorLimit())
        var serving = ServerConfiguration()
        serving.connectionsMax = max(1, min(limits.connections, files - ServiceLimits.filesKept))
        serving.connectionsReserved = ServiceLimits.connectionsReserved
        serving.perUser = PeerLimits(
            connections: limits.connectionsPerUser ?? max(1, serving.connectionsMax / 2),
            streams: limits.streamsPerUser, input: limits.inputBytesPerUser)
        serving.streamsPerConnectionMax = limits.callsPerConnection
        serving.callsWaitingMax = limits.callsWaiting
        serving.idleSeconds = Double(limits.idleSeconds)
        serving.waits = gate.waits
        serving.memory = configuration.memory
        serving.singleMetadataKeys = DocumentCallers.metadataKeys
        serving.onRefusal = refusals.note
        let line: LogEntry = "files=\(files) connections=\(serving.connectionsMax)"
        if serving.connectionsMax < limits.connections {
            log.warning("the limit of open files allows fewer connections: " + line)
        } else {
            log.info(line)
        }
        return serving
    }

    private static func services(
        _ configuration: DaemonConfiguration, _ store: DocumentStore, _ catalog: Catalog,
        _ engine: SyncEngine, _ scheduler: SyncScheduler?, _ gate: CallGate,
        _ transactions: TransactionTable, _ listening: ListenService, _ pulls: EventPulls,
        _ everyTenant: SyncAllRuns, _ menuWatchers: MenuWatchers, _ posWrites: WriteLines,
        _ refusals: Refusals, _ log: ServiceLog
    ) -> Services {
        let watchers = SyncWatchers()
        let metrics = MetricsText(
            store: store, catalog: catalog, listening: listening, watchers: menuWatchers,
            refusals: refusals, memory: configuration.memory)
        engine.onProgress { progress in
            watchers.send(progress)
            if let report = progress.report { metrics.count(report) }
        }
        let writing: Set = [SyncMethod.service, PosMethod.service, FirestoreMethod.service]
        let health = HealthService(
            services: writing.union([MenuMethod.service, AdminMethod.service]), writing: writing,
            documents: [FirestoreMethod.service])
        let menu = MenuService(catalog: catalog, watchers: menuWatchers)
        let sync = SyncService(
            engine: engine, store: store, catalog: catalog, watchers: watchers,
            scheduler: scheduler, gate: gate, everyTenant: everyTenant)
        let pos = Self.pos(store, catalog, engine, pulls, posWrites, gate) { log.write($0) }
        let admin = AdminService(
            store: store, catalog: catalog,
            dataDirectory: configuration.dataDirectory, memory: configuration.memory,
            startedAt: SystemClock.wallMicroseconds(), metrics: metrics,
            sessions: SessionService(
                sessions: StoredSessions(store: store, now: SystemClock.wallMilliseconds)),
            backups: BackupService(
                store: store, dataDirectory: configuration.dataDirectory, log: log),
            gate: gate)
        let history = DocumentHistory(
            of: store,
            bytesMax: Self.part(
                ServiceLimits.historyPart, of: configuration.memory,
                atMost: DocumentStoreLimits.historyBytesMax))
        store.register(history)
        let documents = FirestoreService(
            store: store, callers: DocumentCallers(gate), views: DocumentViews(catalog: catalog),
            history: history, transactions: transactions, streams: listening,
            providers: engine.providers, limits: configuration.limits.query, refusals: refusals,
            log: { log.info($0) })
        let methods: [[ServedMethod]] = [
            menu.methods, sync.methods, pos.methods, admin.methods, documents.methods,
            health.methods,
        ]
        return Services(methods: methods.flatMap { $0 }, health: health, metrics: metrics)
    }

    /// POS data, writes, previews, clearance and webhook events.
    private static func pos(
        _ store: DocumentStore, _ catalog: Catalog, _ engine: SyncEngine, _ pulls: EventPulls,
        _ lines: WriteLines, _ gate: CallGate, log: @escaping @Sendable (LogEntry) -> Void
    ) -> PosService {
        let writer = PosWriter(journal: WriteJournal(store: store), engine: engine, log: log)
        return PosService(
            store: store, catalog: catalog, providers: engine.providers,
            writes: PosWriteService(
                writer: writer, lines: lines, engine: engine, catalog: catalog, store: store,
                gate: gate),
            preview: MenuPreview(engine: engine, catalog: catalog),
            clearance: Clearance(
                store: store, catalog: catalog, gate: gate, providers: engine.providers, log: log),
            events: EventService(
                store: store, engine: engine, catalog: catalog, pulls: pulls, log: log))
    }

    private static func gate(
        _ configuration: DaemonConfiguration, _ store: DocumentStore, _ catalog: Catalog
    ) -> CallGate {
        let stored = StoredSessions(store: store, now: SystemClock.wallMilliseconds)
        let introspection = configuration.introspection.map {
            IntrospectedSessions(
                $0, transport: CurlTransport(), now: SystemClock.wallMilliseconds)
        }
        return CallGate(
            access: PeerRoles(ownUID: SystemProcess.uid, rules: configuration.principals),
            cron: configuration.cronSecret,
            sessions: CompositeSessions(
                stored: stored, introspection: introspection.map { KnownSessions($0) }),
            membership: OrgMembership(
                store: store,
                tenants: { Set(catalog.all.map(\.org)).union(catalog.orgsWithLocations) }),
            waits: SessionWaits(introspection))
    }
}
