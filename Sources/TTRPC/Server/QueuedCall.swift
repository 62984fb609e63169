import LinuxSystem
import StatusCodes

/// A call queued for a worker thread. Copies the request, because the loop reuses its buffer.
final class QueuedCall: Sendable {
    private let outbox: Outbox
    private let peer: PeerCredentials
    private let connectionID: UInt64
    private let streamID: UInt32
    private let deadlineNanoseconds: UInt64?
    private let payload: [UInt8]
    /// The whole request if it has metadata; else empty.
    private let request: [UInt8]

    init(
        _ connection: ServerConnection, _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer,
        _ request: RequestView, _ deadline: UInt64?
    ) {
        outbox = connection.outbox
        peer = connection.peer
        connectionID = connection.id
        streamID = header.streamID
        deadlineNanoseconds = deadline
        payload = [UInt8](request.payload)
        self.request = request.hasMetadata ? [UInt8](bytes) : []
    }

    func runUnary(
        _ cancellation: CallCancellation,
        _ body: (borrowing CallContext, [UInt8]) throws(Status) -> [UInt8]
    ) {
        guard !cancellation.isCancelled else { return }
        let frame = request.withUnsafeBytes { bytes in
            do throws(Status) {
                let reply = try body(context(bytes, cancellation), payload)
                try checkDeadline()
                return FrameEncoder.response(streamID: streamID, payload: reply)
            } catch {
                return FrameEncoder.error(streamID: streamID, error)
            }
        }
        outbox.postEnd(streamID: streamID, frame)
    }

    func runStream(
        _ stream: ServerStream,
        _ body: (borrowing CallContext, [UInt8], ServerStream) throws(Status) -> Void
    ) {
        guard !stream.isClosed else { return }
        request.withUnsafeBytes { bytes in
            do throws(Status) {
                try body(context(bytes, stream.cancellation), payload, stream)
                try checkDeadline()
                stream.close()
            } catch {
                stream.close(error)
            }
        }
    }

    /// Throws once the deadline has passed: a handler that observed it may have returned a partial
    /// result, which must not be taken for a complete one.
    private func checkDeadline() throws(Status) {
        guard let deadlineNanoseconds,
            SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
        else { return }
        throw ServerConnection.deadlineExceeded
    }

    private func context(
        _ bytes: UnsafeRawBufferPointer, _ cancellation: CallCancellation
    ) -> CallContext {
        CallContext(
            peer: peer, connectionID: connectionID, streamID: streamID,
            deadlineNanoseconds: deadlineNanoseconds, request: bytes, cancellation: cancellation)
    }
}
