import LinuxSystem
import Synchronization

/// Totals and gauges of a server, summed over its loops without stopping them.
public struct RPCServerStatistics: Equatable, Sendable {
    /// Connections accepted since the start.
    public var connectionsAccepted = 0
    /// Connections open now.
    public var connectionsOpen = 0
    /// Requests and messages received.
    public var framesReceived = 0
    public var bytesReceived = 0
    public var bytesSent = 0

    public init() {}

    /// Calls that wait for a worker, by the kind of work.
    public var callsWaiting: [(work: String, count: Int)] {
        WorkClass.allCases.map { ($0.name, waiting[$0.rawValue]) }
    }
    fileprivate(set) var waiting = [Int](repeating: 0, count: WorkClass.allCases.count)
}

/// A ttrpc server. Its loops run from init to ``shutdown(drainSeconds:)``. Methods may be called
/// from any thread except a handler's.
public final class RPCServer: Sendable {
    private let shared: ServerShared
    private let loops: [EventLoop]
    /// A loop without connections, so that a flood of new ones delays no call.
    private let acceptor: EventLoop
    private let threads: Mutex<[SystemThread]>

    /// Starts the loops; connections are accepted from ``listen(at:permissions:)`` on. Registering
    /// a method twice traps.
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
        acceptor = try EventLoop(methods: table, shared: shared)
        for loop in loops + [acceptor] { loop.join(loops) }
        self.shared = shared
        self.loops = loops
        threads = Mutex(
            loops.enumerated().map { index, loop in
                SystemThread(name: "ttrpc-loop-\(index)") { loop.run() }
            } + [SystemThread(name: "ttrpc-accept") { [acceptor] in acceptor.run() }])
    }

    deinit {
        shutdown(drainSeconds: 0)
    }

    /// Accepts connections at `path`; see ``ListeningSocket`` for stale files and permissions. Once
    /// it has returned, every connection is served.
    public func listen(
        at path: String, permissions: SocketPermissions = SocketPermissions()
    ) throws(SystemError) {
        try acceptor.listen(try ListeningSocket(unixPath: path, permissions: permissions))
    }

    /// Serves a connected Unix socket, such as one end of a pair.
    public func adopt(_ descriptor: FileDescriptor) throws(SystemError) {
        try descriptor.setNonblocking(true)
        loops[Int(shared.nextConnectionID() % UInt64(loops.count))].post(.adopt(descriptor))
    }

    /// Drains and stops the server: stops accepting, ends push streams with UNAVAILABLE, refuses
    /// new calls, and lets running ones finish for at most `drainSeconds`. Returns when all
    /// connections are closed and socket files removed. Idempotent; a second call does not wait.
    public func shutdown(drainSeconds: Double) {
        let threads = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        guard !threads.isEmpty else { return }
        let start = SystemClock.monotonicNanoseconds()
        let drain = UInt64(min(max(drainSeconds, 0), 86_400) * 1e9)
        for loop in [acceptor] + loops { loop.post(.drain(untilNanoseconds: start &+ drain)) }
        for thread in threads { thread.join() }
        // Connections are closed and calls cancelled: handlers that still run need time only to
        // notice.
        let end = max(SystemClock.monotonicNanoseconds(), start &+ drain) &+ 200_000_000
        shared.queues.stop(untilNanoseconds: end)
    }

    /// Counters for metrics.
    public var statistics: RPCServerStatistics {
        var sum = RPCServerStatistics()
        sum.connectionsOpen = shared.connectionsOpen
        sum.waiting = WorkClass.allCases.map { shared.queues[$0].queueLength }
        for loop in loops + [acceptor] {
            sum.connectionsAccepted += loop.counters.connections.load(ordering: .relaxed)
            sum.framesReceived += loop.counters.framesReceived.load(ordering: .relaxed)
            sum.bytesReceived += loop.counters.bytesReceived.load(ordering: .relaxed)
            sum.bytesSent += loop.counters.bytesSent.load(ordering: .relaxed)
        }
        return sum
    }
}

/// Counters of one loop; written on its thread only.
final class LoopCounters: Sendable {
    let connections = Atomic<Int>(0)
    let framesReceived = Atomic<Int>(0)
    let bytesReceived = Atomic<Int>(0)
    let bytesSent = Atomic<Int>(0)
}

/// State shared by a server's loops. Any thread.
final class ServerShared: Sendable {
    let configuration: ServerConfiguration
    let queues: WorkQueues
    let peers: PeerShares
    /// What one user may have.
    let perUser: PeerLimits
    private let connectionCount = Atomic<Int>(0)
    private let lastConnectionID = Atomic<UInt64>(0)

    init(_ configuration: ServerConfiguration) {
        self.configuration = configuration
        queues = WorkQueues(configuration.shares.limited(to: configuration.callsWaitingMax))
        perUser =
            configuration.perUser
            ?? PeerLimits(
                connections: max(1, configuration.connectionsMax / 2),
                streams: TTRPCLimits.streamsPerUser)
        peers = PeerShares(perUser)
    }

    var connectionsOpen: Int { connectionCount.load(ordering: .relaxed) }

    func nextConnectionID() -> UInt64 {
        lastConnectionID.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Counts a new connection; false if there are too many, of all users or of this one.
    func enter(_ uid: UInt32) -> Bool {
        let count = connectionCount.wrappingAdd(1, ordering: .relaxed).newValue
        // Those who can do something about it get in however many users fill their shares.
        let isOperator = uid == SystemProcess.uid || uid == 0
        let reserved = isOperator ? configuration.connectionsReserved : 0
        let isFull = count > configuration.connectionsMax + reserved
        if !isFull, peers.openConnection(uid) { return true }
        connectionCount.wrappingSubtract(1, ordering: .relaxed)
        configuration.onRefusal(
            isFull
                ? ShareRefusal(
                    .connections, uid: uid, limit: configuration.connectionsMax,
                    setting: "connections")
                : ShareRefusal(.connections, uid: uid, limit: perUser.connections))
        return false
    }

    func leave(_ uid: UInt32) {
        connectionCount.wrappingSubtract(1, ordering: .relaxed)
        peers.closeConnection(uid)
    }
}
