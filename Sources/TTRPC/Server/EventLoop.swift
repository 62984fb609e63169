import LinuxSystem
import StatusCodes
import Synchronization

/// A thread that serves its connections through epoll. Other threads only post messages to it.
// @unchecked: everything but the mailbox, the counters and the constants is touched by the loop's
// thread alone, which every way in asserts; `siblings` is set before the thread starts.
final class EventLoop: @unchecked Sendable {
    let methods: MethodTable
    let shared: ServerShared
    let counters = LoopCounters()
    /// The loops among which new connections are distributed round robin. Constant once the loop
    /// runs.
    private var siblings: [EventLoop] = []
    /// The monotonic clock, read once per wake-up.
    private(set) var nowNanoseconds: UInt64 = 0
    private(set) var isDraining = false

    private let epoll: Epoll
    private let wakeUp: WakeUp
    /// A monitor rather than a Mutex, whose futex the thread sanitizer cannot see.
    private let mailbox = Monitor(Mailbox())
    /// Messages that were taken out of the mailbox and are not done.
    private var posted = FifoQueue<Message>()
    private let scratch: UnsafeMutableRawBufferPointer
    private var connections: [UInt64: ServerConnection] = [:]
    private var listeners: [UInt64: ListeningSocket] = [:]
    private let lastListener = Atomic<UInt64>(0)
    private var deadlines = DeadlineHeap()
    private var deadlinesKept = EventLoop.deadlinesKeptMin
    private var drainDeadline: UInt64 = .max
    private var nextTick: UInt64 = .max
    private var acceptAgain: UInt64 = .max
    private var nextSibling = 0
    private var nextIdleCheck: UInt64 = 0
    private var hasWaited = false
    /// The loop's thread; set when it starts.
    private var thread: SystemThread.Identity?

    enum Message: Sendable {
        case adopt(FileDescriptor)
        case listen(ListeningSocket, token: UInt64)
        case outbox(connectionID: UInt64)
        case resume(connectionID: UInt64)
        case closeIdle(uid: UInt32)
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

    /// Sets the loops among which connections are distributed. REQUIRES: ``run()`` was not called.
    func join(_ loops: [EventLoop]) {
        precondition(thread == nil, "a loop that runs shares its connections already")
        precondition(!loops.isEmpty, "connections need a loop")
        siblings = loops
    }

    /// Traps in debug builds on any other thread than the loop's.
    @inline(__always)
    func assertOnThread() {
        assert(thread == SystemThread.current, "only the loop's own thread may do this")
    }

    // MARK: From any thread

    /// Posts `message` to the loop. Any thread.
    func post(_ message: Message) {
        let mustSignal = mailbox.withLock { mailbox in
            mailbox.messages.append(message)
            defer { mailbox.isSignalled = true }
            return !mailbox.isSignalled
        }
        if mustSignal { wakeUp.signal() }
    }

    /// Starts accepting on `listener`. Throws, and accepts nothing, if epoll refuses it: a server
    /// that continued would report ready and accept no connection. Any thread.
    func listen(_ listener: ListeningSocket) throws(SystemError) {
        let token = Self.listenerToken | lastListener.wrappingAdd(1, ordering: .relaxed).newValue
        // A client that connects before the loop reads the message waits in the kernel's backlog.
        try epoll.add(listener.descriptor, .readable, token: token)
        post(.listen(listener, token: token))
    }

    // MARK: The loop

    /// The loop: runs on its own thread and returns when the drain is complete.
    func run() {
        precondition(thread == nil && !siblings.isEmpty, "a loop runs once, and joined")
        thread = SystemThread.current
        nowNanoseconds = SystemClock.monotonicNanoseconds()
        while !isFinished {
            hasWaited = false
            do throws(SystemError) {
                try epoll.wait(timeoutMilliseconds: timeoutMilliseconds()) { handle($0) }
            } catch {
                preconditionFailure("epoll_wait fails only for arguments of ours: \(error)")
            }
            nowNanoseconds = SystemClock.monotonicNanoseconds()
            performPosted()
            fireDeadlines()
            if nowNanoseconds >= nextTick { tick() }
            if nowNanoseconds >= acceptAgain { watchListeners(true) }
            if isDraining { closeWhatIsDone() }
        }
        siblings = []
        precondition(connections.isEmpty && listeners.isEmpty, "a drained loop serves nobody")
    }

    // MARK: Events

    private static let wakeUpToken: UInt64 = 0
    /// The bit that separates listeners' tokens from connections' numbers.
    private static let listenerToken: UInt64 = 1 << 63
    private static let deadlinesKeptMin = 1024
    /// How long no listener is polled after an accept failed.
    private static let acceptPauseNanoseconds: UInt64 = 100_000_000
    /// How often a user's idle connections are looked for at most.
    private static let idleCheckNanoseconds: UInt64 = 1_000_000_000

    private func handle(_ event: ReadyEvent) {
        if !hasWaited {
            hasWaited = true
            nowNanoseconds = SystemClock.monotonicNanoseconds()
        }
        if event.token == Self.wakeUpToken { return readMailbox() }
        if let connection = connections[event.token] {
            if event.events.contains(.readable) { connection.readable(scratch: scratch) }
            if event.events.contains(.writable) { connection.flush() }
            // A paused connection is not polled for input: only this event reports that its peer
            // has left.
            if !event.events.isDisjoint(with: .hangUp) { connection.close() }
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
        for message in messages { posted.append(message) }
    }

    /// Does what was posted, in order, until the connections have waited long enough: a hundred
    /// streams that begin to send at once cost each of the others one turn.
    private func performPosted() {
        while let message = posted.popFirst() {
            switch message {
            case .adopt(let descriptor): adopt(descriptor)
            case .listen(let listener, let token): listening(to: listener, token)
            case .outbox(let connectionID): connections[connectionID]?.flush()
            case .resume(let connectionID): connections[connectionID]?.resumed()
            case .closeIdle(let uid): closeIdle(of: uid)
            case .drain(let deadline): drain(deadline)
            }
            if isIterationOverdue { return }
        }
    }

    /// True when the current batch of events has used up its time, so that connections with many
    /// requests should yield to others.
    var isIterationOverdue: Bool {
        SystemClock.monotonicNanoseconds() &- nowNanoseconds > TTRPCLimits.iterationNanosecondsMax
    }

    /// Changes a connection's epoll interest. Returns false if epoll refuses, which it does only
    /// for lack of kernel memory; the connection cannot be served then.
    func update(
        _ connection: ServerConnection, _ descriptor: FileDescriptor, _ interest: ReadyEvents
    ) -> Bool {
        assertOnThread()
        assert(connections[connection.id] === connection, "a connection of this loop")
        if interest.contains(.writable) { scheduleTick() }
        do throws(SystemError) {
            try epoll.modify(descriptor, interest, token: connection.id)
            return true
        } catch {
            return false
        }
    }

    // MARK: Connections

    private func listening(to listener: ListeningSocket, _ token: UInt64) {
        precondition(listeners[token] == nil, "every listener has a token of its own")
        guard !isDraining else {
            unwatch(listener.descriptor)
            return listener.shutdown()
        }
        listeners[token] = listener
    }

    private func accept(_ listener: ListeningSocket) {
        // Bounded, so that one listener does not starve another.
        for _ in 0..<TTRPCLimits.acceptsPerEvent {
            do throws(SystemError) {
                guard let descriptor = try listener.accept(nonblocking: true) else { return }
                // Whoever has left already costs no loop anything.
                if Socket.isAbandoned(descriptor) {
                    counters.connections.wrappingAdd(1, ordering: .relaxed)
                    continue
                }
                nextSibling = (nextSibling + 1) % siblings.count
                let loop = siblings[nextSibling]
                if loop === self { adopt(descriptor) } else { loop.post(.adopt(descriptor)) }
            } catch {
                // Out of descriptors or memory. The backlog stays readable, so polling would spin:
                // pause.
                shared.configuration.onRefusal(
                    ShareRefusal(.files, uid: SystemProcess.uid, limit: shared.connectionsOpen))
                return watchListeners(false)
            }
        }
    }

    private func watchListeners(_ watch: Bool) {
        acceptAgain = watch ? .max : nowNanoseconds + Self.acceptPauseNanoseconds
        for (token, listener) in listeners {
            do throws(SystemError) {
                try epoll.modify(listener.descriptor, watch ? .readable : [], token: token)
            } catch {
                // Must be retried, or no connection would be accepted any more.
                acceptAgain = nowNanoseconds + Self.acceptPauseNanoseconds
            }
        }
    }

    private func adopt(_ descriptor: FileDescriptor) {
        // The peer of a socket that was connected is known.
        guard !isDraining, let peer = try? Socket.peer(of: descriptor), shared.enter(peer.uid)
        else { return }
        let id = shared.nextConnectionID()
        precondition(id & Self.listenerToken == 0 && id != Self.wakeUpToken, "tokens are distinct")
        do throws(SystemError) {
            try epoll.add(descriptor, .readable, token: id)
            connections[id] = ServerConnection(
                id: id, descriptor: descriptor, peer: peer, loop: self, shared: shared)
            counters.connections.wrappingAdd(1, ordering: .relaxed)
        } catch {
            shared.leave(peer.uid)
        }
        if shared.peers.isCrowded(peer.uid) {
            for loop in siblings { loop.post(.closeIdle(uid: peer.uid)) }
        }
    }

    /// Closes the connections of a user that have been idle for long.
    private func closeIdle(of uid: UInt32) {
        guard nowNanoseconds >= nextIdleCheck else { return }
        nextIdleCheck = nowNanoseconds + Self.idleCheckNanoseconds
        // Thirty years are for ever.
        let seconds = min(max(0, shared.configuration.idleSeconds), 1e9)
        let idle = UInt64(seconds * 1e9)
        for connection in Array(connections.values)
        where connection.peer.uid == uid && connection.isIdle
            && nowNanoseconds &- connection.lastCallNanoseconds > idle
        {
            shared.configuration.onRefusal(
                ShareRefusal(.idle, uid: uid, limit: Int(seconds)))
            connection.close()
        }
    }

    /// Removes a connection that closes.
    func forget(_ connection: ServerConnection, _ descriptor: FileDescriptor) {
        assertOnThread()
        let known = connections.removeValue(forKey: connection.id)
        precondition(known === connection, "a connection leaves its loop once")
        unwatch(descriptor)
        shared.leave(connection.peer.uid)
    }

    /// Removes `descriptor` from epoll.
    private func unwatch(_ descriptor: FileDescriptor) {
        do throws(SystemError) {
            try epoll.remove(descriptor)
        } catch {
            // epoll_ctl(2) fails only for a descriptor that is not in the set or not open.
            assertionFailure("a descriptor is watched until it is removed: \(error)")
        }
    }

    // MARK: Time

    func addDeadline(_ nanoseconds: UInt64, _ connection: ServerConnection, _ streamID: UInt32) {
        assertOnThread()
        deadlines.insert(
            DeadlineHeap.Entry(
                nanoseconds: nanoseconds, connectionID: connection.id, streamID: streamID))
        guard deadlines.count > deadlinesKept else { return }
        deadlines.removeAll { connections[$0.connectionID]?.hasCall($0.streamID) != true }
        deadlinesKept = max(Self.deadlinesKeptMin, 2 * deadlines.count)
    }

    private func fireDeadlines() {
        while let entry = deadlines.popDue(nowNanoseconds) {
            connections[entry.connectionID]?.deadlinePassed(entry.streamID)
        }
    }

    /// How long a peer may read nothing of what waits for it: less while others wait for the end.
    private var stallNanoseconds: UInt64 {
        let (usual, drain) = (
            shared.configuration.stallSeconds, shared.configuration.drainStallSeconds
        )
        return UInt64(max(isDraining ? min(usual, drain) : usual, 0.001) * 1e9)
    }

    /// Has stalled connections looked for within a second, and those that wait for memory tried
    /// again.
    func scheduleTick() {
        let pause =
            shared.configuration.memory.isPressed(.replies)
            ? TTRPCLimits.memoryLookNanoseconds : min(stallNanoseconds / 4, 1_000_000_000)
        nextTick = min(nextTick, nowNanoseconds + pause)
    }

    /// Closes connections whose peers have stopped reading, or writing a frame; sooner while the
    /// memory that they hold is scarce.
    private func tick() {
        nextTick = .max
        let pressed = UInt64(TTRPCLimits.stallSecondsPressed * 1e9)
        let memory = shared.configuration.memory
        let patience =
            memory.isPressed(.replies) ? min(stallNanoseconds, pressed) : stallNanoseconds
        let inputPatience = memory.isPressed(.requests) ? pressed : .max
        for connection in Array(connections.values) {
            let waited = connection.waitingSince.map { nowNanoseconds &- $0 }
            let silent = connection.incompleteSince.map { nowNanoseconds &- $0 }
            if waited ?? 0 >= patience {
                connection.closeUnread()
            } else if silent ?? 0 >= inputPatience {
                connection.close()
            } else {
                if connection.waitsForMemory { connection.flush() }
                if waited != nil || silent != nil { scheduleTick() }
            }
        }
    }

    private func timeoutMilliseconds() -> Int? {
        if !posted.isEmpty { return 0 }
        let drain = isDraining ? drainDeadline : .max
        let next = min(min(deadlines.earliest ?? .max, nextTick), min(acceptAgain, drain))
        guard next != .max else { return nil }
        let now = SystemClock.monotonicNanoseconds()
        // Rounded up: waking too early would only mean waiting again.
        return next <= now ? 0 : Int(clamping: (next - now + 999_999) / 1_000_000)
    }

    // MARK: Draining

    private var isFinished: Bool { isDraining && connections.isEmpty && posted.isEmpty }

    private func drain(_ deadline: UInt64) {
        drainDeadline = min(drainDeadline, deadline)
        guard !isDraining else { return }
        isDraining = true
        for listener in listeners.values {
            unwatch(listener.descriptor)
            listener.shutdown()
        }
        listeners = [:]
        for connection in Array(connections.values) {
            connection.endPushStreams(Status(.unavailable, "the server is shutting down"))
        }
        // Who has read nothing for long is not waited for any longer.
        nextTick = nowNanoseconds
    }

    private func closeWhatIsDone() {
        let isOver = nowNanoseconds >= drainDeadline
        for connection in Array(connections.values) where isOver || connection.isIdle {
            connection.close()
        }
    }
}
