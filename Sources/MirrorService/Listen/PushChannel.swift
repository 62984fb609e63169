import LinuxSystem
import Synchronization
import TTRPC

/// Both directions of a push stream as a turn sees them: what the client sent and the turn has not
/// taken, what the turn said and the client has not. Both are bounded; nothing here waits.
final class PushChannel: Sendable {
    private struct State {
        var inbox: [[UInt8]] = []
        var inboxBytes = 0
        /// Whether the client has said that it sends no more.
        var isInboxComplete = false
        /// Messages to be sent, the next one last.
        var outbox: [[UInt8]] = []
        /// When the connection first had no room for the next message; monotonic nanoseconds.
        var blockedSince: UInt64?
    }

    let stream: ServerStream
    private let state = Mutex(State())

    init(_ stream: ServerStream) { self.stream = stream }

    var isClosed: Bool { stream.isClosed }

    /// Since when the client has taken nothing though something waits; nil when all is well.
    var blockedSince: UInt64? { state.withLock { $0.blockedSince } }

    // MARK: Receiving

    /// Keeps a message for the turn; closes the stream of a client that sends too much ahead.
    func received(_ message: [UInt8]) {
        let fits = state.withLock { state in
            guard state.inbox.count < ServiceLimits.pushInboxMessagesMax,
                state.inboxBytes + message.count <= ServiceLimits.pushInboxBytesMax
            else { return false }
            state.inbox.append(message)
            state.inboxBytes += message.count
            return true
        }
        if !fits { stream.close(RPCError(.resourceExhausted, "too many messages wait")) }
    }

    /// The client sends no more.
    func receivedEnd() { state.withLock { $0.isInboxComplete = true } }

    /// Whether everything that the client sent is taken and everything for it is sent.
    var isDone: Bool {
        state.withLock { $0.isInboxComplete && $0.inbox.isEmpty && $0.outbox.isEmpty }
    }

    /// The client's next message; nil when there is none yet.
    func next() -> [UInt8]? {
        state.withLock { state in
            guard !state.inbox.isEmpty else { return nil }
            let message = state.inbox.removeFirst()
            state.inboxBytes -= message.count
            return message
        }
    }

    // MARK: Sending

    /// Keeps messages to be sent by ``flush(for:)``.
    func say(_ messages: [[UInt8]]) {
        state.withLock { $0.outbox.insert(contentsOf: messages.reversed(), at: 0) }
    }

    /// Sends what is to be said. False if it did not all go: then `taker` gets a turn once there
    /// is room, unless the stream is over.
    func flush(for taker: any TurnTaker) -> Bool {
        while let message = state.withLock({ $0.outbox.last }) {
            guard message.count <= TTRPCLimits.frameBytesMax else {
                stream.close(RPCError(.resourceExhausted, "a document exceeds a frame"))
                return false
            }
            guard stream.trySend(message) else {
                guard !stream.isClosed else { return false }
                let now = SystemClock.monotonicNanoseconds()
                state.withLock { $0.blockedSince = $0.blockedSince ?? now }
                stream.whenRoom { taker.requestTurn() }
                return false
            }
            state.withLock { state in
                state.outbox.removeLast()
                state.blockedSince = nil
            }
        }
        return true
    }
}
