import LinuxSystem
import Synchronization

/// What other threads hand to a connection: frames of its streams, and those who wait for room to
/// send more. Every method may be called from any thread; the connection's loop takes frames out.
final class Outbox: Sendable {
    /// A whole frame of one stream.
    struct Item {
        let streamID: UInt32
        let frame: [UInt8]
        /// True for the frame after which the stream is over.
        let ends: Bool
    }

    enum PostResult { case posted, full, closed }

    private struct State {
        var items = FifoQueue<Item>()
        /// Bytes in `items`.
        var bytes = 0
        /// True while the loop has been told and has not looked yet.
        var isScheduled = false
        /// Threads that wait for room.
        var waiters = 0
        /// Called once there is room, or the connection is gone.
        var roomHandlers: [@Sendable () -> Void] = []
        /// True once the connection is gone: nothing is taken any more.
        var isClosed = false

        /// A single frame always fits, so that no message waits for ever.
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
    /// True while there may be items: spares the loop the lock.
    private let hasItems = Atomic<Bool>(false)
    private let loop: EventLoop
    private let connectionID: UInt64
    /// Bytes from which on senders wait.
    private let bytesMax: Int
    /// Bytes at which the connection is closed: its peer does not read.
    private let bytesHardMax: Int

    init(loop: EventLoop, connectionID: UInt64, _ configuration: ServerConfiguration) {
        self.loop = loop
        self.connectionID = connectionID
        bytesMax = configuration.outputBytesMax
        bytesHardMax = configuration.outputBytesHardMax
    }

    // MARK: Senders

    /// Hands a stream's message to the loop unless too much waits.
    func postData(streamID: UInt32, _ frame: [UInt8]) -> PostResult {
        post(Item(streamID: streamID, frame: frame, ends: false))
    }

    /// Hands the last frame of a call to the loop. It is always taken; a peer that lets too many
    /// wait is closed by the loop.
    func postEnd(streamID: UInt32, _ frame: [UInt8]) {
        _ = post(Item(streamID: streamID, frame: frame, ends: true))
        wakeSenders()
    }

    /// Waits until there is room for `count` bytes, the connection is gone, or the call is
    /// cancelled. All of these wake who waits here.
    func waitForRoom(_ count: Int, or cancellation: CallCancellation) {
        state.withLock { $0.waiters += 1 }
        _ = state.wait { state in
            state.isClosed || cancellation.isCancelled || state.hasRoom(count, bytesMax)
                ? true : nil
        }
        state.withLock { state in
            precondition(state.waiters > 0, "whoever leaves has come")
            state.waiters -= 1
        }
    }

    /// Calls `body` once half of the room is free or the connection is gone; at once if so.
    func whenRoom(_ body: @escaping @Sendable () -> Void) {
        let isRoomy = state.withLock { state in
            if state.isClosed || state.bytes <= bytesMax / 2 { return true }
            state.roomHandlers.append(body)
            return false
        }
        if isRoomy { body() }
    }

    /// Lets waiting senders look again, for a call was cancelled.
    func wakeSenders() {
        if state.withLock({ $0.waiters > 0 }) { state.update { _ in } }
    }

    private func post(_ item: Item) -> PostResult {
        let (result, mustSchedule) = state.withLock { state -> (PostResult, Bool) in
            if state.isClosed { return (.closed, false) }
            guard item.ends || state.hasRoom(item.frame.count, bytesMax) else {
                return (.full, false)
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

    /// False where nothing waits, at the price of one load.
    @inline(__always)
    var mayHaveItems: Bool { hasItems.load(ordering: .relaxed) }

    var isEmpty: Bool { state.withLock { $0.items.isEmpty } }

    /// True once more waits than any peer that reads lets wait.
    var isOverfull: Bool { state.withLock { $0.bytes } > bytesHardMax }

    /// The next frame, nil if there is none. REQUIRES: the loop's thread.
    func takeFirst() -> Item? {
        loop.assertOnThread()
        var handlers: [@Sendable () -> Void] = []
        let (item, mustWake) = state.withLock { state -> (Item?, Bool) in
            state.isScheduled = false
            let item = state.popFirst()
            if state.items.isEmpty { hasItems.store(false, ordering: .relaxed) }
            let isRoomy = state.bytes <= bytesMax / 2
            if isRoomy, !state.roomHandlers.isEmpty { swap(&handlers, &state.roomHandlers) }
            return (item, isRoomy && state.waiters > 0)
        }
        if mustWake { state.update { _ in } }
        for handler in handlers { handler() }
        return item
    }

    /// Drops what waits, takes nothing from now on and wakes waiting senders; returns what to call
    /// for those that wait for room. REQUIRES: the loop's thread.
    func close() -> [@Sendable () -> Void] {
        loop.assertOnThread()
        return state.update { state in
            precondition(!state.isClosed, "a connection closes once")
            state.isClosed = true
            state.items.removeAll()
            state.bytes = 0
            defer { state.roomHandlers = [] }
            return state.roomHandlers
        }
    }
}
