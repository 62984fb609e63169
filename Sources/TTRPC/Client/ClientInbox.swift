import StatusCodes

/// A frame as it came from the server.
enum ClientMessage: Sendable {
    /// A complete `Response` message, which ends the stream.
    case response([UInt8])
    case data(flags: UInt8, [UInt8])
    /// A frame that exceeds the protocol's limit was skipped; the stream has ended.
    case oversized(length: UInt32)

    var byteCount: Int {
        switch self {
        case .response(let bytes), .data(_, let bytes): bytes.count
        case .oversized: 0
        }
    }
}

/// The messages received for each stream of a client connection and not yet consumed. Guarded by
/// the connection's monitor.
struct ClientInboxes {
    struct Inbox {
        var messages = FifoQueue<ClientMessage>()
        var bytes = 0
        /// Set when a message was dropped because the inbox was full.
        var hasOverflowed = false
    }

    var streams: [UInt32: Inbox] = [:]
    /// The error that ended the connection; nil while it is usable.
    var failure: Status?
    /// True while some thread reads from the socket. Only that thread may use the ``ClientReader``.
    var isReading = false

    /// Queues a message; drops it if its stream is closed.
    mutating func deliver(_ message: ClientMessage, to streamID: UInt32) {
        guard var inbox = streams.removeValue(forKey: streamID) else { return }
        defer { streams[streamID] = inbox }
        let size = message.byteCount
        guard !inbox.hasOverflowed, inbox.bytes + size <= TTRPCLimits.clientInboxBytesMax else {
            inbox.hasOverflowed = true
            return
        }
        precondition(size >= 0 && inbox.bytes >= 0, "sizes")
        inbox.bytes += size
        inbox.messages.append(message)
    }

    /// Removes and returns the next message of a stream. After an overflow, throws
    /// RESOURCE_EXHAUSTED once the messages before it are consumed.
    mutating func take(_ streamID: UInt32) throws(Status) -> ClientMessage? {
        guard let message = streams[streamID]?.messages.popFirst() else {
            if streams[streamID]?.hasOverflowed == true {
                throw Status(.resourceExhausted, "the stream was not read for too long")
            }
            return nil
        }
        let rest = (streams[streamID]?.bytes ?? 0) - message.byteCount
        precondition(rest >= 0, "bytes are those of the messages")
        streams[streamID]?.bytes = rest
        return message
    }
}
