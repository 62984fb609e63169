import StatusCodes
import Synchronization

/// The client's end of a stream. One thread may receive while another sends; ``close()`` may be
/// called from any thread. Releasing the last reference closes it.
public final class ClientStream: Sendable {
    private let connection: ClientConnection
    private let streamID: UInt32
    private let deadlineNanoseconds: UInt64?
    private let state: Mutex<State>

    private struct State {
        var isLocalOpen: Bool
        var isOver = false
    }

    init(
        _ connection: ClientConnection, _ streamID: UInt32, deadlineNanoseconds: UInt64?,
        isLocalOpen: Bool
    ) {
        self.connection = connection
        self.streamID = streamID
        self.deadlineNanoseconds = deadlineNanoseconds
        state = Mutex(State(isLocalOpen: isLocalOpen))
    }

    deinit {
        close()
    }

    /// Waits for the server's next message; nil after the last. Throws the server's error,
    /// DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED or UNAVAILABLE, each of which ends the stream.
    public func next() throws(Status) -> [UInt8]? {
        guard !state.withLock({ $0.isOver }) else { return nil }
        do throws(Status) {
            let message = try connection.receive(
                streamID, deadlineNanoseconds: deadlineNanoseconds)
            return try read(message)
        } catch {
            if error.code == .deadlineExceeded { close() } else { finish() }
            throw error
        }
    }

    /// Sends a message. REQUIRES: the stream is bidirectional, and ``closeSend()`` was not called.
    public func send(_ bytes: [UInt8]) throws(Status) {
        guard state.withLock({ $0.isLocalOpen && !$0.isOver }) else {
            throw Status(.failedPrecondition, "the stream is not open for sending")
        }
        guard bytes.count <= TTRPCLimits.frameBytesMax else {
            throw FrameEncoder.oversized(bytes.count)
        }
        let frame = FrameEncoder.frame(.data, streamID: streamID, bytes)
        try connection.send(frame, deadlineNanoseconds: deadlineNanoseconds)
    }

    /// Closes this side: no more messages follow. The server may still send. Idempotent.
    public func closeSend() throws(Status) {
        let isFirst = state.withLock { state in
            defer { state.isLocalOpen = false }
            return state.isLocalOpen && !state.isOver
        }
        guard isFirst else { return }
        try connection.send(
            FrameEncoder.endOfStream(streamID: streamID), deadlineNanoseconds: deadlineNanoseconds)
    }

    /// Cancels the stream. ttrpc has no message for that, so the end of stream is sent a second
    /// time, which our server takes as a cancellation.
    public func close() {
        let wasLocalOpen = state.withLock { state -> Bool? in
            guard !state.isOver else { return nil }
            state.isOver = true
            return state.isLocalOpen
        }
        guard let wasLocalOpen else { return }
        connection.forget(streamID)
        let end = FrameEncoder.endOfStream(streamID: streamID)
        // An error here means that the connection has ended, and the stream with it.
        try? connection.send(wasLocalOpen ? end + end : end, deadlineNanoseconds: nil)
    }

    private func read(_ message: ClientMessage) throws(Status) -> [UInt8]? {
        switch message {
        case .data(let flags, let bytes):
            guard flags & FrameFlags.remoteClosed != 0 else { return bytes }
            finish()
            return flags & FrameFlags.noData != 0 || bytes.isEmpty ? nil : bytes
        case .response(let bytes):
            let payload = try FrameEncoder.payload(ofResponse: bytes)
            finish()
            return payload.isEmpty ? nil : payload
        case .oversized(let length):
            throw RPCClient.oversized(length)
        }
    }

    private func finish() {
        state.withLock { $0.isOver = true }
        connection.forget(streamID)
    }
}
