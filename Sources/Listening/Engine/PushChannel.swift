import LinuxSystem
import Memory
import StatusCodes
import Synchronization
import TTRPC

/// Inbox and outbox of a bidirectional stream: messages that no slice has processed, and messages
/// not yet sent. Both are bounded; no method blocks. Any thread.
package final class PushChannel: Sendable {
    private struct State {
        var inbox: [[UInt8]] = []
        var inboxBytes = 0
        /// Whether the client is not read.
        var isPaused = false
        /// Whether the client has closed its direction.
        var isInboxComplete = false
        /// Messages to send, in reverse: the next is last.
        var outbox: [[UInt8]] = []
        /// When the connection first had no room for the next message; monotonic nanoseconds.
        var blockedSince: UInt64?
    }

    package let stream: ServerStream
    private let state = Mutex(State())
    /// The memory of the inbox. REQUIRES: resized under the lock.
    private let lease: MemoryLease

    package init(_ stream: ServerStream) {
        self.stream = stream
        lease = MemoryLease(stream.memory, .requests)
    }

    package var isClosed: Bool { stream.isClosed }

    /// Since when the client has read nothing although messages wait; nil otherwise.
    var blockedSince: UInt64? { state.withLock { $0.blockedSince } }

    // MARK: Receiving

    /// Queues a message for the next slice. When much is queued, the client is read no further
    /// until half of it is taken. On the stream's loop.
    package func received(_ message: [UInt8]) {
        let isMuch = state.withLock { state in
            state.inbox.append(message)
            state.inboxBytes += message.count
            // It has been received: more is not, until this is processed.
            lease.force(to: state.inboxBytes)
            let isMuch = isAbove(1, state)
            if isMuch { state.isPaused = true }
            return isMuch
        }
        if isMuch { stream.pauseReading() }
    }

    /// Whether the inbox has more than this part of what a client may send ahead.
    private func isAbove(_ divisor: Int, _ state: State) -> Bool {
        let bytesMax =
            stream.memory.isPressed(.requests)
            ? MemoryLimits.leaseUnit : ListeningLimits.pushInboxBytesMax
        return state.inbox.count >= ListeningLimits.pushInboxMessagesMax / divisor
            || state.inboxBytes >= bytesMax / divisor
    }

    /// Records that the client has closed its direction.
    package func receivedEnd() { state.withLock { $0.isInboxComplete = true } }

    /// Whether the client has closed its direction and both queues are empty.
    package var isDone: Bool {
        state.withLock { $0.isInboxComplete && $0.inbox.isEmpty && $0.outbox.isEmpty }
    }

    /// The client's next message; nil when there is none yet.
    package func next() -> [UInt8]? {
        let (message, mustResume) = state.withLock { state -> ([UInt8]?, Bool) in
            guard !state.inbox.isEmpty else { return (nil, false) }
            let message = state.inbox.removeFirst()
            state.inboxBytes -= message.count
            lease.force(to: state.inboxBytes)
            precondition(
                state.inboxBytes >= 0 && (state.inboxBytes == 0 || !state.inbox.isEmpty),
                "bytes are those of the messages")
            guard state.isPaused, !isAbove(2, state) else { return (message, false) }
            state.isPaused = false
            return (message, true)
        }
        if mustResume { stream.resumeReading() }
        return message
    }

    // MARK: Sending

    /// Queues messages for ``flush(for:)``.
    package func enqueue(_ messages: [[UInt8]]) {
        state.withLock { $0.outbox.insert(contentsOf: messages.reversed(), at: 0) }
    }

    /// Sends the queued messages. False if some could not be sent: `task` then gets a slice once
    /// there is room, unless the stream is closed.
    package func flush(for task: any SlicedTask) -> Bool {
        while let message = state.withLock({ $0.outbox.last }) {
            guard message.count <= TTRPCLimits.frameBytesMax else {
                stream.close(Status(.resourceExhausted, "a document exceeds a frame"))
                return false
            }
            guard stream.trySend(message) else {
                guard !stream.isClosed else { return false }
                let now = SystemClock.monotonicNanoseconds()
                state.withLock { $0.blockedSince = $0.blockedSince ?? now }
                stream.whenRoom { task.requestSlice() }
                return false
            }
            state.withLock { state in
                precondition(!state.outbox.isEmpty, "one slice at a time sends")
                state.outbox.removeLast()
                state.blockedSince = nil
            }
        }
        return true
    }
}
