/// The result of parsing the start of a buffer.
enum FrameStep {
    /// No complete frame; the next one has this many bytes, counted from the buffer's start.
    case needMore(Int)
    /// A frame; its payload is valid as long as the buffer.
    case frame(FrameHeader, UnsafeRawBufferPointer)
    /// The bytes are not HTTP/2, or a frame is larger than it may be.
    case fault(HTTP2Fault)
}

/// Splits a byte stream into the preface and frames. Pure: the caller owns the descriptor and the
/// buffer, and presents unconsumed bytes again.
struct FrameParser {
    /// What a client says first (RFC 9113, 3.4).
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private var expectsPreface: Bool

    /// - Parameter expectsPreface: true at a server's end.
    init(expectsPreface: Bool) { self.expectsPreface = expectsPreface }

    /// Parses the start of `bytes`, which continue where the last call stopped consuming, and adds
    /// the consumed bytes to `consumed`.
    @inline(__always)
    mutating func next(_ bytes: UnsafeRawBufferPointer, consumed: inout Int) -> FrameStep {
        var bytes = bytes
        if expectsPreface {
            guard let step = readPreface(&bytes, &consumed) else { return frame(bytes, &consumed) }
            return step
        }
        return frame(bytes, &consumed)
    }

    @inline(__always)
    private func frame(_ bytes: UnsafeRawBufferPointer, _ consumed: inout Int) -> FrameStep {
        guard bytes.count >= FrameHeader.bytes, let base = bytes.baseAddress else {
            return .needMore(FrameHeader.bytes)
        }
        let header = FrameHeader(from: base)
        guard header.length <= HTTP2Limits.frameBytesMin else {
            return .fault(HTTP2Fault(.frameSizeError, "a frame is larger than announced"))
        }
        let total = FrameHeader.bytes &+ header.length
        guard bytes.count >= total else { return .needMore(total) }
        consumed &+= total
        return .frame(
            header,
            UnsafeRawBufferPointer(start: base + FrameHeader.bytes, count: header.length))
    }

    /// Nil once the whole preface is read. Other protocols are told by their first wrong byte.
    @inline(never)
    private mutating func readPreface(
        _ bytes: inout UnsafeRawBufferPointer, _ consumed: inout Int
    ) -> FrameStep? {
        let preface = Self.preface
        let count = min(bytes.count, preface.count)
        for index in 0..<count where bytes[index] != preface[index] {
            return .fault(HTTP2Fault(.protocolError, "no HTTP/2 preface"))
        }
        guard count == preface.count else { return .needMore(preface.count) }
        expectsPreface = false
        consumed += count
        bytes = UnsafeRawBufferPointer(rebasing: bytes[count...])
        return nil
    }
}
