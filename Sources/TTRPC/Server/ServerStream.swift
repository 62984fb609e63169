import LinuxSystem
import Memory
import StatusCodes

/// The server's end of a stream. Any thread may call any method.
///
/// A `.stream` handler uses the blocking ``send(_:)`` and ``receive()``. A service that keeps a
/// `.push` stream uses ``trySend(_:)`` and the callbacks, and needs no thread for it.
public final class ServerStream: Sendable {
    /// The stream's number on its connection.
    public let streamID: UInt32
    /// Unique among the connections of this server's lifetime.
    public let connectionID: UInt64
    /// The credentials of the peer that opened it.
    public let peer: PeerCredentials
    /// When the peer stops waiting: monotonic nanoseconds; nil without a timeout.
    public let deadlineNanoseconds: UInt64?

    let cancellation = CallCancellation()
    private let outbox: Outbox
    private let queues: WorkQueues
    private let state: Monitor<State>
    /// The memory of the inbox. REQUIRES: resized under the lock.
    private let inboxLease: MemoryLease

    private struct State {
        var inbox = FifoQueue<[UInt8]>()
        var inboxBytes = 0
        var remoteClosed: Bool
        /// Whether the receiver has asked for no more messages, and whether the connection was
        /// told.
        var isPaused = false
        var isHeld = false
        /// Whether a message was sent.
        var hasSent = false
        /// The turn of the handler that sends; nil for a `.push` stream.
        var turn: CallTurn?
        /// The result of the stream once it has ended, by either side.
        var end: Status?
        var onMessage: (@Sendable ([UInt8]) -> Void)?
        var onEnd: (@Sendable () -> Void)?
        var onClose: (@Sendable (Status) -> Void)?

        /// Releases the callbacks, most of which retain what retains the stream.
        mutating func dropHandlers() {
            onMessage = nil
            onEnd = nil
            onClose = nil
        }
    }

    init(
        connection: ServerConnection, streamID: UInt32, deadlineNanoseconds: UInt64?,
        remoteClosed: Bool
    ) {
        outbox = connection.outbox
        queues = connection.shared.queues
        self.streamID = streamID
        self.deadlineNanoseconds = deadlineNanoseconds
        connectionID = connection.id
        peer = connection.peer
        inboxLease = MemoryLease(connection.shared.configuration.memory, .requests)
        state = Monitor(State(remoteClosed: remoteClosed))
    }

    /// True once the stream has ended: closed, cancelled, past its deadline, or its connection
    /// lost.
    public var isClosed: Bool { state.withLock { $0.end != nil } }

    var hasSent: Bool { state.withLock { $0.hasSent } }

    /// Sets the turn of the handler, which it gives up while it waits for its reader.
    func setTurn(_ turn: CallTurn?) { state.withLock { $0.turn = turn } }

    /// The turn of a `.stream` handler; nil for a `.push` stream.
    public var turn: CallTurn? { state.withLock { $0.turn } }

    /// Runs `body`, which may block, on a thread of `work` at the turn of the stream's peer; any
    /// thread. Throws RESOURCE_EXHAUSTED where too much waits.
    public func submit(
        _ work: WorkClass, _ body: @escaping @Sendable () -> Void
    ) throws(Status) {
        _ = try queues[work].submit(
            WorkJob(
                uid: peer.uid, connectionID: connectionID, bytes: 0, mayHold: false,
                resume: {}, run: { _ in body() }))
    }

    /// The memory of the server's requests and replies.
    public var memory: MemoryBudget { outbox.memory }

    private func waiting(_ wait: () -> Void) {
        guard let turn else { return wait() }
        turn.pause(wait)
    }

    // MARK: Sending

    /// Sends a message; blocks while the peer is behind. Not from a handler on the loop, which
    /// would wait for itself. Throws CANCELLED or the stream's own error once it has ended, and
    /// RESOURCE_EXHAUSTED for a message larger than a frame, or where memory for replies stays
    /// used up.
    public func send(_ bytes: [UInt8]) throws(Status) {
        let frame = try dataFrame(bytes)
        var patience: UInt64?
        while true {
            let end = state.withLock { state in
                state.hasSent = true
                return state.end
            }
            if let end { throw end }
            switch outbox.postData(streamID: streamID, frame) {
            case .posted: return
            case .closed: throw state.withLock { $0.end } ?? Self.cancelled
            case .full: waiting { outbox.waitForRoom(frame.count, or: cancellation) }
            case .noMemory:
                let now = SystemClock.monotonicNanoseconds()
                let end = patience ?? now + TTRPCLimits.memoryPatienceNanoseconds
                guard now < end else { throw memory.refusal(.replies, of: "the stream") }
                patience = end
                waiting { outbox.waitForMemory(or: cancellation) }
            }
        }
    }

    /// Sends a message without blocking. Returns false and sends nothing if the peer is behind, the
    /// stream has ended, or the message is larger than a frame.
    public func trySend(_ bytes: [UInt8]) -> Bool {
        guard let frame = try? dataFrame(bytes), !isClosed else { return false }
        return outbox.postData(streamID: streamID, frame, isForced: true) == .posted
    }

    /// Calls `body` once when ``trySend(_:)`` may succeed again or the connection is closed:
    /// immediately, or on the connection's loop. `body` must not block.
    public func whenRoom(_ body: @escaping @Sendable () -> Void) { outbox.whenRoom(body) }

    /// Ends the stream, successfully or with `error`. `onClose` is not called. Only the first call
    /// has an effect.
    public func close(_ error: Status? = nil) {
        let isFirst = state.update { state in
            guard state.end == nil else { return false }
            state.end = error ?? Status(.cancelled, "the stream is closed")
            state.dropHandlers()
            return true
        }
        guard isFirst else { return }
        cancellation.cancel()
        resumeReading()
        let frame =
            error.map { FrameEncoder.error(streamID: streamID, $0) }
            ?? FrameEncoder.endOfStream(streamID: streamID)
        outbox.postEnd(streamID: streamID, frame)
    }

    // MARK: Receiving

    /// Waits for the peer's next message; nil after the last. Throws once the stream has ended. Not
    /// from a handler on the loop.
    public func receive() throws(Status) -> [UInt8]? {
        var next = state.withLock { takeNext(&$0) }
        if next == nil { waiting { next = state.wait { takeNext(&$0) } } }
        switch next {
        case .message(let bytes): return bytes
        case .failure(let error): throw error
        case .end, nil: return nil
        }
    }

    private func takeNext(_ state: inout State) -> Received? {
        if let message = state.inbox.popFirst() {
            state.inboxBytes -= message.count
            inboxLease.force(to: state.inboxBytes)
            precondition(state.inboxBytes >= 0, "bytes are those of the messages")
            return .message(message)
        }
        if let end = state.end { return .failure(end) }
        return state.remoteClosed ? .end : nil
    }

    /// Passes the peer's messages to `body`, in order, on the connection's loop; those already
    /// queued before this returns. `body` must not block. REQUIRES: called inside the `.push`
    /// handler, so that no message is missed or passed twice.
    public func onMessage(_ body: @escaping @Sendable ([UInt8]) -> Void) {
        let waiting = state.withLock { state in
            precondition(state.onMessage == nil, "a stream has one receiver")
            state.onMessage = body
            state.inboxBytes = 0
            inboxLease.force(to: 0)
            defer { state.inbox.removeAll() }
            var messages: [[UInt8]] = []
            while let message = state.inbox.popFirst() { messages.append(message) }
            return messages
        }
        for message in waiting { body(message) }
    }

    /// Calls `body` once when the peer has closed its side, after its last message. Not called for
    /// a stream that was opened with that side closed. `body` must not block. REQUIRES: called
    /// inside the `.push` handler.
    public func onEnd(_ body: @escaping @Sendable () -> Void) {
        state.withLock { state in
            if !state.remoteClosed, state.end == nil { state.onEnd = body }
        }
    }

    /// Calls `body` once when the stream ends by anything but ``close(_:)``: the peer left, the
    /// deadline passed, or the server stops. Immediately if it has ended. `body` must not block.
    public func onClose(_ body: @escaping @Sendable (Status) -> Void) {
        let end = state.withLock { state in
            if state.end == nil { state.onClose = body }
            return state.end
        }
        if let end { body(end) }
    }

    /// Has the peer's connection read no further until ``resumeReading()``: the receiver has enough
    /// to do. REQUIRES: called inside the receiver of ``onMessage(_:)``.
    public func pauseReading() { state.withLock { $0.isPaused = true } }

    /// Ends a pause; no effect without one. Any thread.
    public func resumeReading() {
        let wasHeld = state.withLock { state in
            defer { (state.isPaused, state.isHeld) = (false, false) }
            return state.isHeld
        }
        if wasHeld { outbox.resumeReading() }
    }

    // MARK: The loop's side

    /// What became of a message of the peer.
    enum Reception {
        case taken
        /// Taken, and enough for now.
        case hold
        /// The handler has too many unread.
        case full
    }

    /// Passes a message of the peer on, or queues it.
    func received(_ bytes: UnsafeRawBufferPointer) -> Reception {
        let message = [UInt8](bytes)
        let (body, fits) = state.update { state in
            if let body = state.onMessage { return (Optional(body), true) }
            guard state.inbox.count < TTRPCLimits.streamInboxMessagesMax,
                state.inboxBytes + message.count <= TTRPCLimits.streamInboxBytesMax,
                inboxLease.tryResize(to: state.inboxBytes + message.count)
            else { return (nil, false) }
            precondition(state.inboxBytes >= 0, "bytes are those of the messages")
            state.inbox.append(message)
            state.inboxBytes += message.count
            return (nil, true)
        }
        guard fits else { return .full }
        body?(message)
        let mustHold = state.withLock { state in
            guard state.isPaused, !state.isHeld, state.end == nil else { return false }
            state.isHeld = true
            return true
        }
        return mustHold ? .hold : .taken
    }

    /// The peer has closed its side. Returns true if it had before, which is how our client
    /// cancels.
    func receivedEnd() -> Bool {
        let (isSecond, body) = state.update { state in
            defer {
                state.remoteClosed = true
                state.onEnd = nil
            }
            return (state.remoteClosed, state.onEnd)
        }
        body?()
        return isSecond
    }

    /// Ends the stream for a reason other than the service's.
    func ended(_ error: Status) {
        let body = state.update { state -> (@Sendable (Status) -> Void)? in
            guard state.end == nil else { return nil }
            state.end = error
            defer { state.dropHandlers() }
            return state.onClose
        }
        cancellation.cancel()
        resumeReading()
        body?(error)
    }

    private static let cancelled = Status(.cancelled, "the peer is gone")

    private func dataFrame(_ bytes: [UInt8]) throws(Status) -> [UInt8] {
        guard bytes.count <= TTRPCLimits.frameBytesMax else {
            throw FrameEncoder.oversized(bytes.count)
        }
        return FrameEncoder.frame(.data, streamID: streamID, bytes)
    }

    private enum Received {
        case message([UInt8])
        case failure(Status)
        case end
    }
}
