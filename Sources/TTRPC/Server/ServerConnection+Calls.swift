import LinuxSystem
import ProtobufWire

/// Starting calls.
extension ServerConnection {
    @inline(__always)
    func receivedRequest(_ header: FrameHeader, _ bytes: UnsafeRawBufferPointer) {
        guard header.streamID & 1 == 1, header.streamID > lastStreamID else {
            return refuseStreamID(header.streamID)
        }
        lastStreamID = header.streamID
        let request: RequestView
        do throws(WireError) {
            request = try RequestView(bytes)
        } catch {
            return reply(
                header.streamID, RPCError(.invalidArgument, "malformed request: \(error)"))
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
        do throws(RPCError) {
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

    static var deadlineExceeded: RPCError { RPCError(.deadlineExceeded, "deadline exceeded") }

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

    /// Calls that are not answered on the spot.
    @inline(never)
    private func start(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ request: RequestView,
        _ index: Int
    ) {
        do throws(RPCError) {
            if loop.isDraining { throw RPCError(.unavailable, "the server is shutting down") }
            if request.timeoutNanoseconds < 0 { throw Self.deadlineExceeded }
            guard calls.count < shared.configuration.streamsPerConnectionMax else {
                throw RPCError(.resourceExhausted, "too many calls on this connection")
            }
            try startHandler(header, bytes, request, loop.methods.handlers[index])
        } catch {
            if let call = calls.removeValue(forKey: header.streamID) { cancel(call, error) }
            return reply(header.streamID, error)
        }
        if let deadline = deadline(of: request), calls[header.streamID] != nil {
            loop.addDeadline(deadline, self, header.streamID)
        }
    }

    private func startHandler(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ request: RequestView,
        _ handler: RPCHandler
    ) throws(RPCError) {
        let remoteClosed = header.flags & FrameFlags.remoteOpen == 0
        switch handler {
        case .inline:
            throw RPCError(.internalError, "inline methods are answered on the spot")
        case .unary(let body):
            let cancellation = CallCancellation()
            calls[header.streamID] = .worker(cancellation)
            let call = StoredCall(self, header, bytes, request, deadline(of: request))
            let isQueued = shared.workers.submit { call.runUnary(cancellation, body) }
            if !isQueued { throw Self.queueFull }
        case .producer(let body):
            let producer = try body(context(header, bytes, request, nil), request.payload)
            calls[header.streamID] = .producer(producer, remoteClosed: remoteClosed)
            producers.append(header.streamID)
        case .stream(let body):
            let stream = openStream(header, request, isPush: false)
            let call = StoredCall(self, header, bytes, request, deadline(of: request))
            let isQueued = shared.streamWorkers.submit { call.runStream(stream, body) }
            if !isQueued { throw Self.queueFull }
        case .push(let body):
            let stream = openStream(header, request, isPush: true)
            try body(
                context(header, bytes, request, stream.cancellation), request.payload, stream)
        }
    }

    private static var queueFull: RPCError {
        RPCError(.resourceExhausted, "too many calls wait for a worker")
    }

    private func openStream(
        _ header: FrameHeader, _ request: RequestView, isPush: Bool
    ) -> ServerStream {
        let stream = ServerStream(
            connection: self, streamID: header.streamID,
            deadlineNanoseconds: deadline(of: request),
            remoteClosed: header.flags & FrameFlags.remoteOpen == 0)
        calls[header.streamID] = .stream(stream, isPush: isPush)
        return stream
    }

    @inline(never)
    private func refuseStreamID(_ streamID: UInt32) {
        let text =
            streamID & 1 == 0
            ? "stream id must be odd for client initiated streams"
            : "stream id cannot be used again and must increase"
        reply(streamID, RPCError(.invalidArgument, text))
    }

    @inline(never)
    private func refuseMethod(_ streamID: UInt32, _ request: RequestView) {
        let limit = TTRPCLimits.echoedNameBytesMax
        let service = String(decoding: request.service.prefix(limit), as: UTF8.self)
        let method = String(decoding: request.method.prefix(limit), as: UTF8.self)
        reply(streamID, RPCError(.unimplemented, "no method \(service)/\(method)"))
    }
}

/// A call on its way to a worker thread: the request's bytes are copied, for the loop's buffer is
/// used again.
private final class StoredCall: Sendable {
    private let connection: ServerConnection
    private let streamID: UInt32
    private let deadlineNanoseconds: UInt64?
    private let payload: [UInt8]
    /// The whole request if it has metadata, else empty.
    private let request: [UInt8]

    init(
        _ connection: ServerConnection, _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer,
        _ request: RequestView, _ deadline: UInt64?
    ) {
        self.connection = connection
        streamID = header.streamID
        deadlineNanoseconds = deadline
        payload = [UInt8](request.payload)
        self.request = request.hasMetadata ? [UInt8](bytes) : []
    }

    func runUnary(
        _ cancellation: CallCancellation,
        _ body: (borrowing CallContext, [UInt8]) throws(RPCError) -> [UInt8]
    ) {
        guard !cancellation.isCancelled else { return }
        let frame = request.withUnsafeBytes { bytes in
            do throws(RPCError) {
                let reply = try body(context(bytes, cancellation), payload)
                try checkDeadline()
                return FrameEncoder.response(streamID: streamID, payload: reply)
            } catch {
                return FrameEncoder.error(streamID: streamID, error)
            }
        }
        connection.postEnd(streamID: streamID, frame)
    }

    func runStream(
        _ stream: ServerStream,
        _ body: (borrowing CallContext, [UInt8], ServerStream) throws(RPCError) -> Void
    ) {
        guard !stream.isClosed else { return }
        request.withUnsafeBytes { bytes in
            do throws(RPCError) {
                try body(context(bytes, stream.cancellation), payload, stream)
                try checkDeadline()
                stream.close()
            } catch {
                stream.close(error)
            }
        }
    }

    /// A handler that saw its time run out may have returned half of its work, and that must not
    /// look like all of it.
    private func checkDeadline() throws(RPCError) {
        guard let deadlineNanoseconds,
            SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
        else { return }
        throw ServerConnection.deadlineExceeded
    }

    private func context(
        _ bytes: UnsafeRawBufferPointer, _ cancellation: CallCancellation
    ) -> CallContext {
        CallContext(
            peer: connection.peer, connectionID: connection.id, streamID: streamID,
            deadlineNanoseconds: deadlineNanoseconds, request: bytes, cancellation: cancellation)
    }
}
