import LinuxSystem
import Memory
import ProtobufWire
import StatusCodes

/// An accepted connection: reads frames, starts calls and writes their replies.
///
/// Runs on the loop's thread entirely; other threads use only its ``Outbox``.
// @unchecked: everything but the constants is touched by the loop's thread alone, which every way
// in asserts.
final class ServerConnection: @unchecked Sendable {
    /// The connection's token in epoll; unique in the server's lifetime.
    let id: UInt64
    let peer: PeerCredentials
    let outbox: Outbox
    let loop: EventLoop
    let shared: ServerShared

    private var state: State
    private var parser = FrameParser()
    /// An incomplete frame, and the frames that are held back.
    private var input = InputBuffer()
    var output = ResponseBuffer()
    var calls = ActiveCalls()
    /// The index of the last called method, where the search for the next one starts.
    private var methodHint = 0
    /// What epoll waits for on this connection.
    private var interest: ReadyEvents = .readable
    /// The memory of `input` as it is counted for its user, and in all; that of `output`.
    var inputUnits = 0
    let inputLease: MemoryLease
    private let outputLease: MemoryLease
    /// Whether streams have more to send as soon as there is memory for it.
    var waitsForMemory = false
    /// Calls in lines that are too long, and streams that have enough to do: while there are any,
    /// no frame is processed.
    var holdings = 0
    /// When the peer last accepted a byte, or output began to wait: monotonic nanoseconds.
    private var lastProgressNanoseconds: UInt64 = 0

    private enum State {
        case open(FileDescriptor, Reading)
        case closed
    }

    /// Whether the peer's frames are processed.
    private enum Reading {
        /// Frames are processed as they arrive.
        case flowing
        /// Frames are held until the peer has read half of the output.
        case heldForOutput
        /// Frames are held until the loop's next events, because other connections have waited long
        /// enough.
        case heldForOthers
        /// Frames are held until calls that wait for a worker have begun, and streams have taken
        /// their messages.
        case heldForWork
    }

    init(
        id: UInt64, descriptor: FileDescriptor, peer: PeerCredentials, loop: EventLoop,
        shared: ServerShared
    ) {
        self.id = id
        self.peer = peer
        self.loop = loop
        self.shared = shared
        outbox = Outbox(loop: loop, connectionID: id, shared.configuration)
        inputLease = MemoryLease(shared.configuration.memory, .requests)
        outputLease = MemoryLease(shared.configuration.memory, .replies)
        lastCallNanoseconds = loop.nowNanoseconds
        state = .open(descriptor, .flowing)
    }

    // MARK: State

    private var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// True when no call runs and no output waits.
    var isIdle: Bool { calls.isEmpty && output.pendingCount == 0 && outbox.isEmpty }

    /// Since when the peer has accepted no output although some waits; nil if none waits.
    var waitingSince: UInt64? { output.pendingCount > 0 ? lastProgressNanoseconds : nil }

    /// Since when the peer has sent nothing of a frame that it has begun; nil where it has not, or
    /// is not read.
    var incompleteSince: UInt64? {
        guard case .open(_, .flowing) = state, inputLease.bytes > 0 else { return nil }
        return lastCallNanoseconds
    }

    /// Bytes of output above which the peer's calls wait: less while memory is scarce.
    private var outputMax: Int {
        let configuration = shared.configuration
        return configuration.memory.isPressed(.replies)
            ? min(configuration.outputBytesMax, TTRPCLimits.outputBytesPressed)
            : configuration.outputBytesMax
    }

    func hasCall(_ streamID: UInt32) -> Bool { calls[streamID] != nil }

    /// When bytes were last received, or the connection was opened; monotonic nanoseconds.
    private(set) var lastCallNanoseconds: UInt64 = 0

    private func hold(_ reading: Reading) {
        guard case .open(let descriptor, .flowing) = state else {
            preconditionFailure("only frames that flow can be held")
        }
        state = .open(descriptor, reading)
    }

    /// Resumes processing, beginning with the frames held back.
    private func resume() {
        guard case .open(let descriptor, .heldForOutput) = state else {
            preconditionFailure("only what is held for output is resumed")
        }
        state = .open(descriptor, .flowing)
        if !input.isEmpty { processInput() }
    }

    /// Posts that the calls which wait for a worker have begun. Any thread.
    var resumeAfterWork: @Sendable () -> Void {
        { [loop, id] in loop.post(.resume(connectionID: id)) }
    }

    /// What held the frames has ended: a call has begun, or a stream has taken its messages.
    func resumed() {
        loop.assertOnThread()
        holdings -= 1
        assert(holdings >= 0, "what holds a connection ends once")
        guard holdings == 0, case .open(let descriptor, .heldForWork) = state else { return }
        state = .open(descriptor, .heldForOutput)
        flush()
    }

    private var isHeldForOutput: Bool {
        if case .open(_, .heldForOutput) = state { true } else { false }
    }

    /// Cancels all calls and leaves the loop. Idempotent.
    func close() {
        loop.assertOnThread()
        guard case .open(let descriptor, _) = state else { return }
        state = .closed
        let roomHandlers = outbox.close()
        input.removeAll()
        countInput(0)
        outputLease.force(to: 0)
        loop.forget(self, descriptor)
        if holdings > 0 || !calls.isEmpty { shared.queues.forget(id, of: peer.uid) }
        let ended = calls.removeAll()
        shared.peers.closeStreams(peer.uid, count: ended.count(where: \.isStream))
        for call in ended { cancel(call, Status(.cancelled, "the peer is gone")) }
        for handler in roomHandlers { handler() }
        assert(calls.isEmpty && input.isEmpty, "nothing starts on a closed connection")
    }

    /// Traps on an inconsistency; for debug builds, after each batch of events.
    private func checkInvariants() {
        calls.checkInvariants()
        switch state {
        case .open(_, .flowing): break
        case .open(_, .heldForWork):
            precondition(holdings > 0, "what holds a connection resumes it")
        case .open: precondition(interest.contains(.writable), "what is held has a next turn")
        case .closed: precondition(calls.isEmpty, "a closed connection runs nothing")
        }
        precondition(
            output.pendingCount == 0 || interest.contains(.writable) || !isOpen,
            "what waits to be written is waited for")
    }
}

// MARK: - Reading

extension ServerConnection {
    /// The socket is readable: performs one read and processes the frames.
    func readable(scratch: UnsafeMutableRawBufferPointer) {
        loop.assertOnThread()
        guard case .open(let descriptor, .flowing) = state else { return }
        let isWhole = input.isEmpty
        // A read error is treated as the end of the connection.
        let result =
            isWhole
            ? try? descriptor.receive(into: scratch, wait: false)
            : try? input.receive(from: descriptor)
        switch result {
        case .wouldBlock: return
        case .closed, nil: return close()
        case .moved(let count):
            loop.counters.bytesReceived.wrappingAdd(count, ordering: .relaxed)
            lastCallNanoseconds = loop.nowNanoseconds
            if isWhole {
                let consumed = process(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                guard isOpen else { return }
                input.append(UnsafeRawBufferPointer(rebasing: scratch[consumed..<count]))
            } else {
                processInput()
            }
        }
        flush()
    }

    /// Bytes that the peer has yet to read. What other threads have posted counts where it is more
    /// than is about to be written.
    private var unreadBytes: Int {
        let pending = output.pendingCount
        guard pending >= TTRPCLimits.producerBacklogBytes, outbox.mayHaveItems else {
            return pending
        }
        return pending + outbox.byteCount
    }

    private func processInput() {
        // Moved out while frames are processed, because closing the connection clears the property.
        var taken = InputBuffer()
        swap(&taken, &input)
        let consumed = taken.withBytes { process($0) }
        guard isOpen else { return }
        taken.remove(consumed)
        swap(&taken, &input)
    }

    /// Processes the frames in `bytes`; returns the number of bytes consumed. Stops early when the
    /// output is full or the loop must serve others, and closes the connection on garbage.
    private func process(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        var frames = 0
        defer { loop.counters.framesReceived.wrappingAdd(frames, ordering: .relaxed) }
        while isOpen {
            if unreadBytes >= outputMax {
                hold(.heldForOutput)
                break
            }
            if frames & 15 == 15, loop.isIterationOverdue {
                hold(.heldForOthers)
                break
            }
            if holdings > 0 {
                hold(.heldForWork)
                break
            }
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            switch parser.next(rest, consumed: &consumed) {
            case .needMore: return consumed
            case .frame(let header, let data): received(header, data)
            case .oversized(let header): receivedOversized(header)
            case .close: close()
            }
            frames &+= 1
        }
        assert(consumed <= bytes.count, "no frame is longer than what was shown")
        return consumed
    }

    @inline(__always)
    private func received(_ header: FrameHeader, _ data: UnsafeRawBufferPointer) {
        switch header.type {
        case FrameType.request.rawValue: receivedRequest(header, data)
        case FrameType.data.rawValue: receivedData(header, data)
        // Unknown types are reserved for future versions and are skipped, as Go's ttrpc does.
        default: break
        }
    }

    private func receivedOversized(_ header: FrameHeader) {
        // An unreadable request has used its number nevertheless.
        if header.type == FrameType.request.rawValue { _ = calls.take(header.streamID) }
        let error = Status(
            .resourceExhausted,
            "message length \(header.length) exceeds the maximum message "
                + "size of \(TTRPCLimits.frameBytesMax)")
        if hasCall(header.streamID) {
            end(header.streamID, error)
        } else {
            reply(header.streamID, error)
        }
    }

    private func receivedData(_ header: FrameHeader, _ data: UnsafeRawBufferPointer) {
        guard let call = calls[header.streamID] else {
            // The stream may have ended while this frame was in flight; only a number never used is
            // an error.
            guard !calls.wasTaken(header.streamID) else { return }
            return reply(
                header.streamID, Status(.invalidArgument, "no such stream"))
        }
        let closes = header.flags & FrameFlags.remoteClosed != 0
        let hasMessage = header.flags & FrameFlags.noData == 0 && !(closes && data.count == 0)
        switch call {
        case .stream(let stream, _):
            if hasMessage {
                switch stream.received(data) {
                case .taken: break
                case .hold: holdings += 1
                case .full:
                    return end(
                        header.streamID, Status(.resourceExhausted, "too many messages wait"))
                }
            }
            if closes, stream.receivedEnd() { cancelledByPeer(header.streamID) }
        case .producer(let producer, let remoteClosed):
            guard closes else { return }
            if remoteClosed { return cancelledByPeer(header.streamID) }
            calls.set(.producer(producer, remoteClosed: true), for: header.streamID)
        case .worker(let cancellation):
            if closes { cancellation.cancel() }
        }
    }
}

// MARK: - Starting calls

extension ServerConnection {
    @inline(__always)
    private func receivedRequest(_ header: FrameHeader, _ bytes: UnsafeRawBufferPointer) {
        guard calls.take(header.streamID) else { return refuseStreamID(header.streamID) }
        let request: RequestView
        do throws(WireError) {
            request = try RequestView(bytes)
        } catch {
            return reply(
                header.streamID, Status(.invalidArgument, "malformed request: \(error)"))
        }
        if request.hasMetadata {
            do throws(Status) {
                try RequestView.checkMetadata(
                    of: bytes, single: shared.configuration.singleMetadataKeys)
            } catch {
                return reply(header.streamID, error)
            }
        }
        guard let index = loop.methods.find(request, hint: methodHint) else {
            return refuseMethod(header.streamID, request)
        }
        methodHint = index
        guard case .inline(let handler) = loop.methods.handlers[index], !loop.isDraining else {
            return start(header, bytes, request, index)
        }
        let context = context(header, bytes, request, nil)
        output.beginFrame(.response)
        do throws(Status) {
            if request.timeoutNanoseconds < 0 { throw Self.deadlineExceeded }
            try handler(context, request.payload, &output)
        } catch {
            output.dropFrame()
            return reply(header.streamID, error)
        }
        let count = output.payloadCount
        if !output.endResponse(streamID: header.streamID) {
            reply(header.streamID, FrameEncoder.oversized(count))
        }
    }

    static var deadlineExceeded: Status { Status(.deadlineExceeded, "deadline exceeded") }

    @inline(__always)
    private func context(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ request: RequestView,
        _ cancellation: CallCancellation?
    ) -> CallContext {
        CallContext(
            peer: peer, connectionID: id, streamID: header.streamID,
            deadlineNanoseconds: deadline(of: request),
            request: request.hasMetadata ? bytes : UnsafeRawBufferPointer(start: nil, count: 0),
            cancellation: cancellation)
    }

    @inline(__always)
    private func deadline(of request: RequestView) -> UInt64? {
        guard request.timeoutNanoseconds > 0 else { return nil }
        return loop.nowNanoseconds &+ UInt64(request.timeoutNanoseconds)
    }

    /// Starts a call that does not run inline.
    @inline(never)
    private func start(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ request: RequestView,
        _ index: Int
    ) {
        do throws(Status) {
            if loop.isDraining { throw Status(.unavailable, "the server is shutting down") }
            if request.timeoutNanoseconds < 0 { throw Self.deadlineExceeded }
            try checkCalls()
            try startHandler(
                header, bytes, request, loop.methods.handlers[index], loop.methods.works[index])
        } catch {
            if let call = removeCall(header.streamID) { cancel(call, error) }
            return reply(header.streamID, error)
        }
        if let deadline = deadline(of: request), hasCall(header.streamID) {
            loop.addDeadline(deadline, self, header.streamID)
        }
    }

    private func startHandler(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ request: RequestView,
        _ handler: RPCHandler, _ work: WorkClass
    ) throws(Status) {
        let queued = { (body: QueuedCall.Body) throws(Status) in
            try QueuedCall(self, header, bytes, request, self.deadline(of: request), work, body)
        }
        let remoteClosed = header.flags & FrameFlags.remoteOpen == 0
        switch handler {
        case .inline:
            throw Status(.internalError, "inline methods are answered on the spot")
        case .unary(let body):
            let cancellation = CallCancellation()
            calls.set(.worker(cancellation), for: header.streamID)
            try submit(queued(.unary(cancellation, body)))
        case .deferred(let body):
            let cancellation = CallCancellation()
            calls.set(.worker(cancellation), for: header.streamID)
            try submit(queued(.deferred(cancellation, body)))
        case .producer(let body):
            let producer = try body(context(header, bytes, request, nil), request.payload)
            try takeStream()
            calls.set(.producer(producer, remoteClosed: remoteClosed), for: header.streamID)
        case .stream(let body):
            let stream = try openStream(header, request, isPush: false)
            try submit(queued(.stream(stream, body)))
        case .push(let body):
            let stream = try openStream(header, request, isPush: true)
            do throws(Status) {
                try body(
                    context(header, bytes, request, stream.cancellation), request.payload, stream)
            } catch {
                guard error.isAwaiting, shared.configuration.waits != nil else { throw error }
                try queued(.push(stream, body)).submitWait()
            }
        }
    }

    private func openStream(
        _ header: FrameHeader, _ request: RequestView, isPush: Bool
    ) throws(Status) -> ServerStream {
        try takeStream()
        let stream = ServerStream(
            connection: self, streamID: header.streamID,
            deadlineNanoseconds: deadline(of: request),
            remoteClosed: header.flags & FrameFlags.remoteOpen == 0)
        calls.set(.stream(stream, isPush: isPush), for: header.streamID)
        return stream
    }
}

// MARK: - Ending calls

extension ServerConnection {
    /// Ends a call whose deadline has passed; does nothing if it has ended already.
    func deadlinePassed(_ streamID: UInt32) {
        loop.assertOnThread()
        guard hasCall(streamID) else { return }
        end(streamID, Self.deadlineExceeded)
        flush()
    }

    /// Ends push streams, which would otherwise stay open.
    func endPushStreams(_ error: Status) {
        loop.assertOnThread()
        for streamID in calls.pushStreams { end(streamID, error) }
        flush()
    }

    /// Ends a running call with an error that its handler did not raise.
    private func end(_ streamID: UInt32, _ error: Status) {
        guard let call = calls[streamID] else { return }
        // Messages that the handler sent before come first.
        moveOutbox(limited: false)
        guard removeCall(streamID) != nil else { return }
        cancel(call, error)
        reply(streamID, error)
    }

    /// The client has cancelled the stream and expects no reply.
    private func cancelledByPeer(_ streamID: UInt32) {
        guard let call = removeCall(streamID) else { return }
        cancel(call, Status(.cancelled, "cancelled by the peer"))
    }

    private func cancel(_ call: ActiveCalls.Call, _ error: Status) {
        switch call {
        case .worker(let cancellation): cancellation.cancel()
        case .producer: break
        case .stream(let stream, _): stream.ended(error)
        }
        outbox.wakeSenders()
    }

    /// Writes an error response, which refuses a call or ends a stream.
    func reply(_ streamID: UInt32, _ error: Status) {
        output.appendRaw(FrameEncoder.error(streamID: streamID, error))
    }
}

// MARK: - Writing

extension ServerConnection {
    /// Writes pending output, pulls from producers, resumes held frames, and updates epoll's
    /// interest.
    func flush() {
        loop.assertOnThread()
        var written = 0
        while isOpen {
            moveOutbox(limited: true)
            pullProducers()
            guard output.pendingCount > 0 else {
                guard isHeldForOutput else { break }
                resume()
                continue
            }
            guard written < TTRPCLimits.writeBytesPerEventMax, let count = write() else { break }
            written += count
            let isRoomy = unreadBytes < outputMax / 2
            if isHeldForOutput, isRoomy { resume() }
        }
        guard case .open(let descriptor, let reading) = state else { return }
        // Yields: processing resumes with the next event.
        if case .heldForOthers = reading { state = .open(descriptor, .heldForOutput) }
        if output.pendingCount == 0 { output.release(keeping: TTRPCLimits.outputKeptBytesMax) }
        updateInterest()
        #if DEBUG
            checkInvariants()
        #endif
    }

    /// Moves posted frames to the output; drops those of ended calls.
    private func moveOutbox(limited: Bool) {
        guard outbox.mayHaveItems else { return }
        let outputMax = limited ? min(TTRPCLimits.producerBacklogBytes, outputMax) : Int.max
        if outbox.isOverfull { return closeUnread() }
        while output.pendingCount < outputMax, let item = outbox.takeFirst() {
            guard hasCall(item.streamID) else { continue }
            if item.ends { _ = removeCall(item.streamID) }
            output.appendRaw(item.frame)
        }
    }

    /// Performs one write; nil if the socket accepts nothing or has failed.
    private func write() -> Int? {
        guard case .open(let descriptor, _) = state else { return nil }
        // A write error is treated as the end of the connection.
        switch try? descriptor.send(output.pendingBytes, wait: false) {
        case .moved(let count):
            output.sent(count)
            lastProgressNanoseconds = loop.nowNanoseconds
            loop.counters.bytesSent.wrappingAdd(count, ordering: .relaxed)
            return count
        case .wouldBlock:
            if interest.isDisjoint(with: .writable) {
                lastProgressNanoseconds = loop.nowNanoseconds
            }
            return nil
        case .closed, nil:
            close()
            return nil
        }
    }

    private func updateInterest() {
        countInput(input.capacity)
        guard case .open(let descriptor, let reading) = state else { return }
        outputLease.force(to: output.capacity)
        var wanted: ReadyEvents = []
        // A held connection without output is writable immediately, which resumes it after the
        // others.
        switch reading {
        case .flowing: wanted.insert(.readable)
        case .heldForOutput, .heldForOthers: wanted.insert(.writable)
        // The worker that begins the call posts to the loop.
        case .heldForWork: break
        }
        let pulls = calls.producerCount > 0 && !waitsForMemory
        if output.pendingCount > 0 || pulls { wanted.insert(.writable) }
        if waitsForMemory { loop.scheduleTick() }
        guard wanted != interest else { return }
        interest = wanted
        if !loop.update(self, descriptor, wanted) { close() }
    }
}
