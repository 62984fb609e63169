import LinuxSystem
import ProtobufWire
import Synchronization

/// One accepted connection. Lives on its loop's thread; other threads only post to the outbox.
// @unchecked: everything but the outbox and the constants is touched by the loop's thread alone.
final class ServerConnection: @unchecked Sendable {
    let id: UInt64
    let peer: PeerCredentials
    /// The loop's name for this connection in epoll.
    let token: UInt64
    let outbox = Monitor(Outbox())
    /// True while the outbox may have something: spares the loop the lock.
    let hasOutbox = Atomic<Bool>(false)
    let loop: EventLoop
    let shared: ServerShared

    /// nil once the connection is closed.
    var descriptor: FileDescriptor?
    var parser = FrameParser()
    var input = InputBuffer()
    var output = ResponseBuffer()
    var calls: [UInt32: ActiveCall] = [:]
    /// Streams that are pulled, in turn.
    var producers: [UInt32] = []
    var lastStreamID: UInt32 = 0
    var methodHint = 0
    /// What epoll waits for on this connection.
    var interest: ReadyEvents = .readable
    /// Frames are not looked at, because too much output waits or it is the others' turn.
    var isPaused = false
    /// Paused for the others: goes on at the next event, not in this turn.
    var mustYield = false
    /// When the peer last took a byte, or output began to wait.
    var lastProgressNanoseconds: UInt64 = 0

    /// A call that was not answered on the spot.
    enum ActiveCall {
        case worker(CallCancellation)
        case producer(any StreamProducer, remoteClosed: Bool)
        case stream(ServerStream, isPush: Bool)
    }

    init(
        id: UInt64, token: UInt64, descriptor: FileDescriptor, peer: PeerCredentials,
        loop: EventLoop, shared: ServerShared
    ) {
        self.id = id
        self.token = token
        self.descriptor = descriptor
        self.peer = peer
        self.loop = loop
        self.shared = shared
    }

    /// True when nothing is running or waiting to be written.
    var isIdle: Bool {
        calls.isEmpty && output.pendingCount == 0 && outbox.withLock { $0.items.isEmpty }
    }

    // MARK: Frames

    /// Looks at `bytes` frame by frame; returns how many were used. Stops early when too much
    /// output waits or the others have waited long enough, and closes on garbage.
    func process(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        var frames = 0
        defer { loop.counters.framesReceived.wrappingAdd(frames, ordering: .relaxed) }
        while descriptor != nil {
            if output.pendingCount >= shared.configuration.outputBytesMax {
                isPaused = true
                break
            }
            if frames & 15 == 15, loop.isTurnOver {
                isPaused = true
                mustYield = true
                break
            }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            switch parser.next(rest, consumed: &consumed) {
            case .needMore: return consumed
            case .frame(let header, let data): received(header, data)
            case .oversized(let header): receivedOversized(header)
            case .close: loop.close(self)
            }
            frames &+= 1
        }
        return consumed
    }

    @inline(__always)
    private func received(_ header: FrameHeader, _ data: UnsafeRawBufferPointer) {
        switch header.type {
        case FrameType.request.rawValue: receivedRequest(header, data)
        case FrameType.data.rawValue: receivedData(header, data)
        // Unknown types are for future versions and are passed over, as Go's ttrpc does.
        default: break
        }
    }

    private func receivedOversized(_ header: FrameHeader) {
        if header.type == FrameType.request.rawValue, header.streamID & 1 == 1 {
            lastStreamID = max(lastStreamID, header.streamID)
        }
        let error = RPCError(
            .resourceExhausted,
            "message length \(header.length) exceeds the maximum message "
                + "size of \(TTRPCLimits.frameBytesMax)")
        if calls[header.streamID] != nil {
            end(header.streamID, error)
        } else {
            reply(header.streamID, error)
        }
    }

    private func receivedData(_ header: FrameHeader, _ data: UnsafeRawBufferPointer) {
        guard let call = calls[header.streamID] else {
            // The stream may have ended while this was on its way; only a new number is wrong.
            guard header.streamID > lastStreamID || header.streamID & 1 == 0 else { return }
            return reply(
                header.streamID, RPCError(.invalidArgument, "no such stream"))
        }
        let closes = header.flags & FrameFlags.remoteClosed != 0
        let hasMessage = header.flags & FrameFlags.noData == 0 && !(closes && data.count == 0)
        switch call {
        case .stream(let stream, _):
            if hasMessage, !stream.received(data) {
                return end(
                    header.streamID, RPCError(.resourceExhausted, "too many messages wait"))
            }
            if closes, stream.receivedEnd() { cancelledByPeer(header.streamID) }
        case .producer(let producer, let remoteClosed):
            guard closes else { return }
            if remoteClosed { return cancelledByPeer(header.streamID) }
            calls[header.streamID] = .producer(producer, remoteClosed: true)
        case .worker(let cancellation):
            if closes { cancellation.cancel() }
        }
    }

    // MARK: Ending calls

    /// Ends an active call with an error that is not its handler's.
    func end(_ streamID: UInt32, _ error: RPCError) {
        guard let call = calls[streamID] else { return }
        // What the handler has sent before comes first.
        moveOutbox(limited: false)
        guard calls.removeValue(forKey: streamID) != nil else { return }
        cancel(call, error)
        reply(streamID, error)
    }

    /// Ends the streams that a service keeps and that would otherwise never end.
    func endPushStreams(_ error: RPCError) {
        for (streamID, call) in calls {
            if case .stream(_, isPush: true) = call { end(streamID, error) }
        }
    }

    /// The client has left the stream; it expects nothing any more.
    private func cancelledByPeer(_ streamID: UInt32) {
        guard let call = calls.removeValue(forKey: streamID) else { return }
        cancel(call, RPCError(.cancelled, "cancelled by the peer"))
    }

    func cancel(_ call: ActiveCall, _ error: RPCError) {
        switch call {
        case .worker(let cancellation): cancellation.cancel()
        case .producer: break
        case .stream(let stream, _): stream.ended(error)
        }
        wakeSenders()
    }

    /// Lets waiting senders look again.
    func wakeSenders() {
        if outbox.withLock({ $0.waiters > 0 }) { outbox.update { _ in } }
    }

    /// Writes the response that refuses a call or ends a stream.
    func reply(_ streamID: UInt32, _ error: RPCError) {
        output.appendRaw(FrameEncoder.error(streamID: streamID, error))
    }

    // MARK: Posting, from any thread

    enum PostResult { case posted, full, closed }

    /// Hands a stream's message to the loop unless too much waits.
    func postData(streamID: UInt32, _ frame: [UInt8]) -> PostResult {
        let item = Outbox.Item(streamID: streamID, frame: frame, ends: false)
        return post(item, bytesMax: shared.configuration.outputBytesMax)
    }

    /// Hands the last frame of a call to the loop. It is always taken; a peer that lets too many
    /// wait is closed by the loop.
    func postEnd(streamID: UInt32, _ frame: [UInt8]) {
        _ = post(Outbox.Item(streamID: streamID, frame: frame, ends: true), bytesMax: .max)
        wakeSenders()
    }

    /// Waits until the outbox has room for `count` bytes, the connection is gone, or the call is
    /// cancelled. All of these wake the outbox's waiters.
    func waitForRoom(_ count: Int, or cancellation: CallCancellation) {
        let bytesMax = shared.configuration.outputBytesMax
        outbox.withLock { $0.waiters += 1 }
        _ = outbox.wait { outbox in
            outbox.isClosed || cancellation.isCancelled || outbox.hasRoom(count, bytesMax)
                ? true : nil
        }
        outbox.withLock { $0.waiters -= 1 }
    }

    /// Calls `body` once half of the outbox is free or the connection is gone; at once if so.
    func whenRoom(_ body: @escaping @Sendable () -> Void) {
        let isRoomy = outbox.withLock { outbox in
            if outbox.isClosed || outbox.bytes <= shared.configuration.outputBytesMax / 2 {
                return true
            }
            outbox.roomHandlers.append(body)
            return false
        }
        if isRoomy { body() }
    }

    private func post(_ item: Outbox.Item, bytesMax: Int) -> PostResult {
        let (result, mustSchedule) = outbox.withLock { outbox -> (PostResult, Bool) in
            if outbox.isClosed { return (.closed, false) }
            guard item.ends || outbox.hasRoom(item.frame.count, bytesMax) else {
                return (.full, false)
            }
            outbox.append(item)
            hasOutbox.store(true, ordering: .relaxed)
            defer { outbox.isScheduled = true }
            let isTooMuch = outbox.bytes > shared.configuration.outputBytesHardMax
            return (.posted, !outbox.isScheduled || isTooMuch)
        }
        if mustSchedule { loop.post(.outbox(self)) }
        return result
    }
}
