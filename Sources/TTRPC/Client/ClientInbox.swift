/// A frame as it came from the server.
enum ClientMessage: Sendable {
    /// A whole `Response` message; the stream is over.
    case response([UInt8])
    case data(flags: UInt8, [UInt8])
    /// A frame larger than the protocol allows was passed over; the stream is over.
    case oversized(length: UInt32)

    var byteCount: Int {
        switch self {
        case .response(let bytes), .data(_, let bytes): bytes.count
        case .oversized: 0
        }
    }
}

/// What arrived for the streams of a client connection and was not taken yet.
struct ClientInboxes {
    struct Inbox {
        var messages = FifoQueue<ClientMessage>()
        var bytes = 0
        /// True once messages had to be dropped because nobody took them.
        var hasOverflowed = false
    }

    var streams: [UInt32: Inbox] = [:]
    /// Why the connection is of no use any more.
    var failure: RPCError?
    /// True while a thread reads for everybody.
    var isReading = false

    /// Files a message; what nobody waits for any more is dropped.
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

    /// The next message of a stream. After an overflow: an error, once those before were taken.
    mutating func take(_ streamID: UInt32) throws(RPCError) -> ClientMessage? {
        guard let message = streams[streamID]?.messages.popFirst() else {
            if streams[streamID]?.hasOverflowed == true {
                throw RPCError(.resourceExhausted, "the stream was not read for too long")
            }
            return nil
        }
        let rest = (streams[streamID]?.bytes ?? 0) - message.byteCount
        precondition(rest >= 0, "bytes are those of the messages")
        streams[streamID]?.bytes = rest
        return message
    }
}
