import LinuxSystem
import Synchronization

/// What a server has done and holds. Sums over all loops, read without stopping them.
public struct RPCServerStatistics: Equatable, Sendable {
    /// Connections accepted since the start.
    public var connectionsAccepted = 0
    /// Connections open now.
    public var connectionsOpen = 0
    /// Requests and messages received.
    public var framesReceived = 0
    public var bytesReceived = 0
    public var bytesSent = 0
}

/// A ttrpc server. Its loops run from init until ``shutdown(drainSeconds:)``; every method may be
/// called from any thread that is not a handler's.
public final class RPCServer: Sendable {
    private let shared: ServerShared
    private let loops: [EventLoop]
    private let threads: Mutex<[SystemThread]>

    /// Starts the loops; nobody can connect before ``listen(at:permissions:)``. Registering a
    /// method twice is a bug and traps.
    public init(
        methods: [RPCMethod], configuration: ServerConfiguration = ServerConfiguration()
    ) throws(SystemError) {
        let shared = ServerShared(configuration)
        let table = MethodTable(methods)
        var loops: [EventLoop] = []
        let count = configuration.loopThreads ?? min(SystemProcess.processorCount, 2)
        for _ in 0..<max(count, 1) {
            loops.append(try EventLoop(methods: table, shared: shared))
        }
        for loop in loops { loop.join(loops) }
        self.shared = shared
        self.loops = loops
        threads = Mutex(
            loops.enumerated().map { index, loop in
                SystemThread(name: "ttrpc-loop-\(index)") { loop.run() }
            })
    }

    deinit {
        shutdown(drainSeconds: 0)
    }

    /// Accepts connections at `path`; see ``ListeningSocket`` for stale files and permissions.
    /// Where it does not throw, whoever connects is served.
    public func listen(
        at path: String, permissions: SocketPermissions = SocketPermissions()
    ) throws(SystemError) {
        try loops[0].listen(try ListeningSocket(unixPath: path, permissions: permissions))
    }

    /// Serves a connected Unix socket, such as one end of a pair.
    public func adopt(_ descriptor: FileDescriptor) throws(SystemError) {
        try descriptor.setNonblocking(true)
        loops[Int(shared.nextConnectionID() % UInt64(loops.count))].post(.adopt(descriptor))
    }

    /// Stops accepting, ends push streams with UNAVAILABLE, refuses new calls, lets running ones
    /// finish for at most `drainSeconds`, then closes everything. Returns when that is done;
    /// socket files are gone. A later call waits for nothing and changes nothing.
    public func shutdown(drainSeconds: Double) {
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        guard !threads.isEmpty else { return }
        let start = SystemClock.monotonicNanoseconds()
        let drain = UInt64(min(max(drainSeconds, 0), 86_400) * 1e9)
        for loop in loops { loop.post(.drain(untilNanoseconds: start &+ drain)) }
        for thread in threads { thread.join() }
        // Connections are gone and calls cancelled: what still runs only has to notice.
        let end = max(SystemClock.monotonicNanoseconds(), start &+ drain) &+ 200_000_000
        shared.workers.stop(untilNanoseconds: end)
        shared.streamWorkers.stop(untilNanoseconds: end)
    }

    /// Counters for metrics.
    public var statistics: RPCServerStatistics {
        var sum = RPCServerStatistics()
        sum.connectionsOpen = shared.connectionsOpen
        for loop in loops {
            sum.connectionsAccepted += loop.counters.connections.load(ordering: .relaxed)
            sum.framesReceived += loop.counters.framesReceived.load(ordering: .relaxed)
            sum.bytesReceived += loop.counters.bytesReceived.load(ordering: .relaxed)
            sum.bytesSent += loop.counters.bytesSent.load(ordering: .relaxed)
        }
        return sum
    }
}

/// Counters of one loop; written by its thread only.
final class LoopCounters: Sendable {
    let connections = Atomic<Int>(0)
    let framesReceived = Atomic<Int>(0)
    let bytesReceived = Atomic<Int>(0)
    let bytesSent = Atomic<Int>(0)
}

/// What the loops of a server have in common.
final class ServerShared: Sendable {
    let configuration: ServerConfiguration
    let workers: WorkerPool
    let streamWorkers: WorkerPool
    private let connectionCount = Atomic<Int>(0)
    private let lastConnectionID = Atomic<UInt64>(0)

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        workers = WorkerPool(
            name: "ttrpc-worker", threadsMax: configuration.workerThreads,
            queueLengthMax: configuration.queueLengthMax)
        streamWorkers = WorkerPool(
            name: "ttrpc-stream", threadsMax: configuration.streamThreads,
            queueLengthMax: configuration.queueLengthMax)
    }

    var connectionsOpen: Int { connectionCount.load(ordering: .relaxed) }

    func nextConnectionID() -> UInt64 {
        lastConnectionID.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Counts a connection in; false if there are too many.
    func enter() -> Bool {
        let count = connectionCount.wrappingAdd(1, ordering: .relaxed).newValue
        if count <= configuration.connectionsMax { return true }
        leave()
        return false
    }

    func leave() {
        connectionCount.wrappingSubtract(1, ordering: .relaxed)
    }
}
