import LinuxSystem
import Synchronization

/// One thread that serves its connections through epoll. Other threads only post messages.
// @unchecked: everything but the mailbox, the counters and the constants is touched by the loop's
// thread alone; `siblings` is set before the thread starts.
final class EventLoop: @unchecked Sendable {
    let methods: MethodTable
    let shared: ServerShared
    let counters = LoopCounters()
    var siblings: [EventLoop] = []
    /// The monotonic clock, read once per wake-up.
    private(set) var nowNanoseconds: UInt64 = 0
    private(set) var isDraining = false

    private let epoll: Epoll
    private let wakeUp: WakeUp
    /// A monitor rather than a Mutex, whose futex the thread sanitizer cannot see.
    private let mailbox = Monitor(Mailbox())
    private let scratch: UnsafeMutableRawBufferPointer
    private var connections: [UInt64: ServerConnection] = [:]
    private var listeners: [UInt64: ListeningSocket] = [:]
    private var deadlines = DeadlineHeap()
    private var deadlinesKept = EventLoop.deadlinesKeptMin
    private var drainDeadline: UInt64 = .max
    private var nextTick: UInt64 = .max
    private var acceptAgain: UInt64 = .max
    private var nextSibling = 0
    private var hasWaited = false

    enum Message: Sendable {
        case adopt(FileDescriptor)
        case listen(ListeningSocket)
        case outbox(ServerConnection)
        case drain(untilNanoseconds: UInt64)
    }

    private struct Mailbox {
        var messages: [Message] = []
        var isSignalled = false
    }

    init(methods: MethodTable, shared: ServerShared) throws(SystemError) {
        self.methods = methods
        self.shared = shared
        epoll = try Epoll()
        wakeUp = try WakeUp()
        scratch = .allocate(byteCount: TTRPCLimits.readBytesMax, alignment: 16)
        try epoll.add(wakeUp.descriptor, .readable, token: Self.wakeUpToken)
    }

    deinit {
        scratch.deallocate()
    }

    /// Hands `message` to the loop's thread. From any thread.
    func post(_ message: Message) {
        let mustSignal = mailbox.withLock { mailbox in
            mailbox.messages.append(message)
            defer { mailbox.isSignalled = true }
            return !mailbox.isSignalled
        }
        if mustSignal { wakeUp.signal() }
    }

    /// The thread's body; returns when the drain is done.
    func run() {
        nowNanoseconds = SystemClock.monotonicNanoseconds()
        while !isFinished {
            hasWaited = false
            do throws(SystemError) {
                try epoll.wait(timeoutMilliseconds: timeoutMilliseconds()) { handle($0) }
            } catch {
                preconditionFailure("epoll_wait fails only for arguments of ours: \(error)")
            }
            nowNanoseconds = SystemClock.monotonicNanoseconds()
            fireDeadlines()
            if nowNanoseconds >= nextTick { tick() }
            if nowNanoseconds >= acceptAgain { watchListeners(true) }
            if isDraining { closeWhatIsDone() }
        }
        siblings = []
    }

    // MARK: Events

    private static let wakeUpToken: UInt64 = 0
    /// Listeners have numbers that no connection reaches.
    private static let listenerToken: UInt64 = 1 << 63
    private static let deadlinesKeptMin = 1024

    private func handle(_ event: ReadyEvent) {
        if !hasWaited {
            hasWaited = true
            nowNanoseconds = SystemClock.monotonicNanoseconds()
        }
        if event.token == Self.wakeUpToken { return readMailbox() }
        if let connection = connections[event.token] {
            if event.events.contains(.readable) { connection.readable(scratch: scratch) }
            if event.events.contains(.writable) { connection.flush() }
            // A paused connection is not read, so only this tells that its peer has gone.
            if !event.events.isDisjoint(with: .hangUp), connection.descriptor != nil {
                close(connection)
            }
        } else if let listener = listeners[event.token] {
            accept(listener)
        }
    }

    private func readMailbox() {
        wakeUp.drain()
        let messages = mailbox.withLock { mailbox in
            mailbox.isSignalled = false
            defer { mailbox.messages = [] }
            return mailbox.messages
        }
        for message in messages {
            switch message {
            case .adopt(let descriptor): adopt(descriptor)
            case .listen(let listener): listen(listener)
            case .outbox(let connection): connection.flush()
            case .drain(let deadline): drain(deadline)
            }
        }
    }

    /// True when the events of this wake-up have taken so long that connections with many requests
    /// should let others go first.
    var isTurnOver: Bool {
        SystemClock.monotonicNanoseconds() &- nowNanoseconds > TTRPCLimits.turnNanosecondsMax
    }

    func update(_ descriptor: FileDescriptor, _ interest: ReadyEvents, token: UInt64) {
        if interest.contains(.writable) { scheduleTick() }
        do throws(SystemError) {
            try epoll.modify(descriptor, interest, token: token)
        } catch {
            // Only for want of kernel memory; the connection could not be served any more.
            if let connection = connections[token] { close(connection) }
        }
    }

    // MARK: Connections

    private func listen(_ listener: ListeningSocket) {
        guard !isDraining else { return listener.shutdown() }
        let token = Self.listenerToken | UInt64(listeners.count)
        listeners[token] = listener
        try? epoll.add(listener.descriptor, .readable, token: token)
    }

    private func accept(_ listener: ListeningSocket) {
        // A bounded number per turn: a storm of connections must not starve the open ones.
        for _ in 0..<64 {
            do throws(SystemError) {
                guard let descriptor = try listener.accept(nonblocking: true) else { return }
                nextSibling = (nextSibling + 1) % siblings.count
                let loop = siblings[nextSibling]
                if loop === self { adopt(descriptor) } else { loop.post(.adopt(descriptor)) }
            } catch {
                // Out of descriptors or memory: the queue stays readable, so look away a while.
                return watchListeners(false)
            }
        }
    }

    private func watchListeners(_ watch: Bool) {
        acceptAgain = watch ? .max : nowNanoseconds + 100_000_000
        for (token, listener) in listeners {
            try? epoll.modify(listener.descriptor, watch ? .readable : [], token: token)
        }
    }

    private func adopt(_ descriptor: FileDescriptor) {
        guard !isDraining, shared.enter() else { return }
        let id = shared.nextConnectionID()
        do throws(SystemError) {
            let peer = try Socket.peer(of: descriptor)
            try epoll.add(descriptor, .readable, token: id)
            connections[id] = ServerConnection(
                id: id, token: id, descriptor: descriptor, peer: peer, loop: self, shared: shared)
            counters.connections.wrappingAdd(1, ordering: .relaxed)
        } catch {
            shared.leave()
        }
    }

    /// Closes `connection` and cancels its calls; harmless if it is closed already.
    func close(_ connection: ServerConnection) {
        guard let descriptor = connection.descriptor else { return }
        connection.descriptor = nil
        connections[connection.token] = nil
        try? epoll.remove(descriptor)
        shared.leave()
        let roomHandlers = connection.outbox.update { outbox in
            outbox.isClosed = true
            outbox.items.removeAll()
            outbox.bytes = 0
            defer { outbox.roomHandlers = [] }
            return outbox.roomHandlers
        }
        let calls = connection.calls
        connection.calls = [:]
        connection.producers = []
        connection.input.removeAll()
        for call in calls.values {
            connection.cancel(call, RPCError(.cancelled, "the peer is gone"))
        }
        for handler in roomHandlers { handler() }
    }

    // MARK: Time

    func addDeadline(_ nanoseconds: UInt64, _ connection: ServerConnection, _ streamID: UInt32) {
        deadlines.insert(
            DeadlineHeap.Entry(
                nanoseconds: nanoseconds, token: connection.token, streamID: streamID))
        guard deadlines.count > deadlinesKept else { return }
        deadlines.removeAll { connections[$0.token]?.calls[$0.streamID] == nil }
        deadlinesKept = max(Self.deadlinesKeptMin, 2 * deadlines.count)
    }

    private func fireDeadlines() {
        while let entry = deadlines.popDue(nowNanoseconds) {
            guard let connection = connections[entry.token],
                connection.calls[entry.streamID] != nil
            else { continue }
            connection.end(entry.streamID, ServerConnection.deadlineExceeded)
            connection.flush()
        }
    }

    private var stallNanoseconds: UInt64 {
        UInt64(max(shared.configuration.stallSeconds, 0.001) * 1e9)
    }

    private func scheduleTick() {
        guard nextTick == .max else { return }
        nextTick = nowNanoseconds + min(stallNanoseconds / 4, 1_000_000_000)
    }

    /// Closes peers that have read nothing for too long.
    private func tick() {
        nextTick = .max
        for connection in Array(connections.values) where connection.output.pendingCount > 0 {
            if nowNanoseconds - connection.lastProgressNanoseconds >= stallNanoseconds {
                close(connection)
            } else {
                scheduleTick()
            }
        }
    }

    private func timeoutMilliseconds() -> Int? {
        let drain = isDraining ? drainDeadline : .max
        let next = min(min(deadlines.earliest ?? .max, nextTick), min(acceptAgain, drain))
        guard next != .max else { return nil }
        let now = SystemClock.monotonicNanoseconds()
        // Rounded up: a wait that ends too early would only be repeated.
        return next <= now ? 0 : Int(clamping: (next - now + 999_999) / 1_000_000)
    }

    // MARK: Draining

    private var isFinished: Bool { isDraining && connections.isEmpty }

    private func drain(_ deadline: UInt64) {
        drainDeadline = min(drainDeadline, deadline)
        guard !isDraining else { return }
        isDraining = true
        for listener in listeners.values {
            try? epoll.remove(listener.descriptor)
            listener.shutdown()
        }
        listeners = [:]
        for connection in Array(connections.values) {
            connection.endPushStreams(RPCError(.unavailable, "the server is shutting down"))
            connection.flush()
        }
    }

    private func closeWhatIsDone() {
        let isOver = nowNanoseconds >= drainDeadline
        for connection in Array(connections.values) where isOver || connection.isIdle {
            close(connection)
        }
    }
}
