import LinuxSystem
import Memory
import StatusCodes
import Synchronization

/// Frames that other threads post to a connection, and the senders that wait for capacity. Any
/// thread may call any method, but frames are removed by the connection's loop only.
final class Outbox: Sendable {
    /// A complete frame of one stream.
    struct Item {
        let streamID: UInt32
        let frame: [UInt8]
        /// Whether the frame ends its stream.
        let ends: Bool
    }

    enum PostResult {
        case posted, full, closed
        /// There is no memory for replies left.
        case noMemory
    }

    private struct State {
        var items = FifoQueue<Item>()
        /// Bytes in `items`.
        var bytes = 0
        /// True while a wakeup of the loop is pending.
        var isScheduled = false
        /// Threads that wait for capacity.
        var waiters = 0
        /// Called once there is capacity, or the connection is closed.
        var roomHandlers: [@Sendable () -> Void] = []
        /// Set when the connection is closed: nothing is accepted any more.
        var isClosed = false

        /// Whether `count` more bytes fit. A single frame always fits an empty outbox, so that no
        /// message waits forever.
        func hasRoom(_ count: Int, _ bytesMax: Int) -> Bool {
            bytes == 0 || bytes + count <= bytesMax
        }

        mutating func append(_ item: Item) {
            precondition(!isClosed, "a closed outbox takes nothing")
            precondition(item.frame.count >= FrameHeader.bytes, "frames are whole")
            items.append(item)
            bytes += item.frame.count
        }

        mutating func popFirst() -> Item? {
            let item = items.popFirst()
            bytes -= item?.frame.count ?? 0
            precondition(bytes >= 0 && (bytes == 0) == items.isEmpty, "bytes are those of items")
            return item
        }
    }

    private let state = Monitor(State())
    /// False if there are certainly no items: saves the loop the lock.
    private let hasItems = Atomic<Bool>(false)
    private let loop: EventLoop
    private let connectionID: UInt64
    /// Bytes above which senders wait.
    private let bytesMax: Int
    /// Bytes above which the connection is closed, because its peer does not read.
    private let bytesHardMax: Int
    let memory: MemoryBudget
    /// The memory of the items. REQUIRES: resized under the lock.
    private let lease: MemoryLease

    init(loop: EventLoop, connectionID: UInt64, _ configuration: ServerConfiguration) {
        self.loop = loop
        self.connectionID = connectionID
        bytesMax = configuration.outputBytesMax
        bytesHardMax = configuration.outputBytesHardMax
        memory = configuration.memory
        lease = MemoryLease(configuration.memory, .replies)
    }

    // MARK: Senders

    /// Posts a stream's message, unless the outbox is full. `isForced`: whether there is memory or
    /// not, for a sender that cannot wait for any.
    func postData(streamID: UInt32, _ frame: [UInt8], isForced: Bool = false) -> PostResult {
        post(Item(streamID: streamID, frame: frame, ends: false), isForced: isForced)
    }

    /// Posts the last frame of a call. Always accepted; the loop closes a connection whose outbox
    /// grows too large. Where there is no memory for it, the call ends with that error instead.
    func postEnd(streamID: UInt32, _ frame: [UInt8]) {
        let isSmall = frame.count <= TTRPCLimits.replyBytesForced
        let item = Item(streamID: streamID, frame: frame, ends: true)
        if case .noMemory = post(item, isForced: isSmall) {
            let refusal = FrameEncoder.error(
                streamID: streamID, memory.refusal(.replies, of: "the reply"))
            _ = post(Item(streamID: streamID, frame: refusal, ends: true), isForced: true)
        }
        wakeSenders()
    }

    /// Bytes above which senders wait: less while memory is scarce.
    private var roomBytes: Int {
        memory.isPressed(.replies) ? min(bytesMax, TTRPCLimits.outputBytesPressed) : bytesMax
    }

    /// Whether those that wait are told: an empty outbox takes any message.
    private func isQuiet(_ bytes: Int) -> Bool {
        bytes <= (memory.isPressed(.replies) ? 0 : bytesMax / 2)
    }

    /// Waits until `count` bytes fit, the connection closes, or the call is cancelled.
    func waitForRoom(_ count: Int, or cancellation: CallCancellation) {
        state.withLock { $0.waiters += 1 }
        _ = state.wait { state in
            state.isClosed || cancellation.isCancelled || state.hasRoom(count, roomBytes)
                ? true : nil
        }
        state.withLock { state in
            precondition(state.waiters > 0, "whoever leaves has come")
            state.waiters -= 1
        }
    }

    /// Waits a moment, in which others may give memory back, or until the connection closes or the
    /// call is cancelled.
    func waitForMemory(or cancellation: CallCancellation) {
        let until = SystemClock.monotonicNanoseconds() + TTRPCLimits.memoryLookNanoseconds
        state.withLock { $0.waiters += 1 }
        _ = state.wait(untilNanoseconds: until) { state in
            state.isClosed || cancellation.isCancelled ? true : nil
        }
        state.withLock { $0.waiters -= 1 }
    }

    /// Calls `body` once half of the capacity is free (all, while memory is scarce), or the
    /// connection is closed; immediately if so.
    func whenRoom(_ body: @escaping @Sendable () -> Void) {
        let isRoomy = state.withLock { state in
            if state.isClosed || isQuiet(state.bytes) { return true }
            state.roomHandlers.append(body)
            return false
        }
        if isRoomy { body() }
    }

    /// Wakes waiting senders to check their cancellation.
    func wakeSenders() {
        if state.withLock({ $0.waiters > 0 }) { state.update { _ in } }
    }

    /// Has the connection read on after a pause of one of its streams.
    func resumeReading() { loop.post(.resume(connectionID: connectionID)) }

    private func post(_ item: Item, isForced: Bool) -> PostResult {
        let (result, mustSchedule) = state.withLock { state -> (PostResult, Bool) in
            if state.isClosed { return (.closed, false) }
            guard item.ends || state.hasRoom(item.frame.count, roomBytes) else {
                return (.full, false)
            }
            let bytes = state.bytes + item.frame.count
            if isForced {
                lease.force(to: bytes)
            } else if !lease.tryResize(to: bytes) {
                return (.noMemory, false)
            }
            state.append(item)
            hasItems.store(true, ordering: .relaxed)
            defer { state.isScheduled = true }
            return (.posted, !state.isScheduled || state.bytes > bytesHardMax)
        }
        if mustSchedule { loop.post(.outbox(connectionID: connectionID)) }
        return result
    }

    // MARK: The loop

    /// False if the outbox is empty, at the cost of one atomic load.
    @inline(__always)
    var mayHaveItems: Bool { hasItems.load(ordering: .relaxed) }

    var isEmpty: Bool { state.withLock { $0.items.isEmpty } }

    /// Bytes that wait.
    var byteCount: Int { state.withLock { $0.bytes } }

    /// True once more bytes wait than any peer that reads would leave.
    var isOverfull: Bool { state.withLock { $0.bytes } > bytesHardMax }

    /// Removes and returns the next frame; nil if there is none. REQUIRES: the loop's thread.
    func takeFirst() -> Item? {
        loop.assertOnThread()
        var handlers: [@Sendable () -> Void] = []
        let (item, mustWake) = state.withLock { state -> (Item?, Bool) in
            state.isScheduled = false
            let item = state.popFirst()
            lease.force(to: state.bytes)
            if state.items.isEmpty { hasItems.store(false, ordering: .relaxed) }
            let isRoomy = isQuiet(state.bytes)
            if isRoomy, !state.roomHandlers.isEmpty { swap(&handlers, &state.roomHandlers) }
            return (item, isRoomy && state.waiters > 0)
        }
        if mustWake { state.update { _ in } }
        for handler in handlers { handler() }
        return item
    }

    /// Discards all frames, refuses new ones and wakes waiting senders. Returns the handlers that
    /// wait for capacity, for the caller to call. REQUIRES: the loop's thread.
    func close() -> [@Sendable () -> Void] {
        loop.assertOnThread()
        return state.update { state in
            precondition(!state.isClosed, "a connection closes once")
            state.isClosed = true
            state.items.removeAll()
            state.bytes = 0
            lease.force(to: 0)
            defer { state.roomHandlers = [] }
            return state.roomHandlers
        }
    }
}
