/// Whole frames, appended to what waits to be written.
extension OutputBuffer {
    /// The nine bytes before a payload of `header.length` bytes.
    @inline(__always)
    mutating func appendHeader(_ header: FrameHeader) {
        append(count: FrameHeader.bytes) { header.write(to: $0.baseAddress!) }
    }

    /// Writes a header over nine bytes that were left for it.
    @inline(__always)
    mutating func setHeader(_ header: FrameHeader, at place: Int) {
        change(at: place, count: FrameHeader.bytes) { header.write(to: $0.baseAddress!) }
    }

    mutating func appendSettings(_ settings: [(id: UInt16, value: UInt32)]) {
        appendHeader(FrameHeader(length: settings.count * 6, type: .settings, streamID: 0))
        for setting in settings {
            append(UInt8(setting.id >> 8))
            append(UInt8(setting.id & 0xFF))
            append(bigEndian: setting.value)
        }
    }

    mutating func appendSettingsAck() {
        appendHeader(
            FrameHeader(length: 0, type: .settings, flags: FrameFlags.ack, streamID: 0))
    }

    /// - Parameter bytes: eight.
    mutating func appendPing(_ bytes: UnsafeRawBufferPointer, ack: Bool) {
        precondition(bytes.count == 8, "a ping has eight bytes")
        appendHeader(
            FrameHeader(length: 8, type: .ping, flags: ack ? FrameFlags.ack : 0, streamID: 0))
        append(bytes)
    }

    mutating func appendWindowUpdate(_ streamID: UInt32, _ increment: Int) {
        precondition(increment > 0 && increment <= HTTP2Limits.windowMax, "31 bits, not 0")
        appendHeader(FrameHeader(length: 4, type: .windowUpdate, streamID: streamID))
        append(bigEndian: UInt32(increment))
    }

    mutating func appendReset(_ streamID: UInt32, _ code: HTTP2ErrorCode) {
        appendHeader(FrameHeader(length: 4, type: .rstStream, streamID: streamID))
        append(bigEndian: code.rawValue)
    }

    mutating func appendGoAway(_ lastID: UInt32, _ code: HTTP2ErrorCode, _ text: String = "") {
        let debug = Array(text.utf8.prefix(HTTP2Limits.debugTextBytesMax))
        appendHeader(FrameHeader(length: 8 + debug.count, type: .goAway, streamID: 0))
        append(bigEndian: lastID)
        append(bigEndian: code.rawValue)
        append(debug)
    }

    /// Makes frames of the header block that was appended from `place` on, behind nine bytes left
    /// for the first one's header.
    mutating func endHeaderBlock(
        at place: Int, _ streamID: UInt32, ends: Bool, frameBytesMax: Int
    ) {
        let count = pendingCount - place - FrameHeader.bytes
        let endStream = ends ? FrameFlags.endStream : 0
        if count <= frameBytesMax {
            let flags = FrameFlags.endHeaders | endStream
            let header = FrameHeader(
                length: count, type: .headers, flags: flags, streamID: streamID)
            return setHeader(header, at: place)
        }
        spread(at: place, frameBytesMax: frameBytesMax) { index, length, isLast in
            FrameHeader(
                length: length, type: index == 0 ? .headers : .continuation,
                flags: (isLast ? FrameFlags.endHeaders : 0) | (index == 0 ? endStream : 0),
                streamID: streamID)
        }
    }

    /// Makes room for the headers of several frames in a payload that was appended from `place` on,
    /// behind nine bytes left for the first one.
    ///
    /// - Parameter header: of the frame with an index and a length.
    mutating func spread(
        at place: Int, frameBytesMax: Int,
        _ header: (_ index: Int, _ length: Int, _ isLast: Bool) -> FrameHeader
    ) {
        precondition(frameBytesMax > 0, "a frame holds something")
        let count = pendingCount - place - FrameHeader.bytes
        let frames = max(1, (count + frameBytesMax - 1) / frameBytesMax)
        append(count: (frames - 1) * FrameHeader.bytes) { _ in }
        // From the last on, so that nothing is overwritten that has not moved.
        for index in (0..<frames).reversed() {
            let length = min(frameBytesMax, count - index * frameBytesMax)
            let source = place + FrameHeader.bytes + index * frameBytesMax
            let target = place + index * (FrameHeader.bytes + frameBytesMax)
            if index > 0 { move(from: source, to: target + FrameHeader.bytes, count: length) }
            setHeader(header(index, length, index == frames - 1), at: target)
        }
    }
}
