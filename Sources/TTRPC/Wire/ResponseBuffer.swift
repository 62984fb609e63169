import Glibc

/// The pending output of a connection. Handlers append their payload directly to the bytes that are
/// written to the socket; the server puts headers and lengths before it.
///
/// One thread at a time. Methods named after a field type write the field's tag too, like
/// WireWriter's; omitting proto3 defaults is the caller's business.
public struct ResponseBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer
    /// Bytes of memory that it has.
    private(set) var capacity: Int
    /// The first unsent byte.
    private var start = 0
    /// The end of the bytes.
    private var end = 0
    /// The start of the frame being written.
    private var frame = 0
    /// The start of the payload being written.
    private var payload = 0

    /// An empty buffer. Allocates with the first byte.
    public init(capacity: Int = 0) {
        precondition(capacity >= 0, "a size")
        self.capacity = capacity
        base = UnsafeMutableRawPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
    }

    deinit {
        base.deallocate()
    }

    /// Bytes of the payload being written.
    public var payloadCount: Int { end - payload }

    /// A copy of that payload, for tests of handlers.
    public var payloadBytes: [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: base + payload, count: end - payload))
    }

    /// Discards all but the first `count` bytes of the payload.
    public mutating func truncatePayload(to count: Int) {
        precondition(count >= 0 && count <= payloadCount)
        end = payload + count
    }

    // MARK: Appending

    /// Reserves `count` bytes and lets `body` write them; it returns the number written.
    @inline(__always)
    public mutating func append(
        upTo count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int
    ) {
        reserve(count)
        let room = UnsafeMutableRawBufferPointer(start: base + end, count: count)
        let written = body(room)
        precondition(written >= 0 && written <= count)
        end &+= written
    }

    /// Appends one byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        base.storeBytes(of: byte, toByteOffset: end, as: UInt8.self)
        end &+= 1
    }

    /// Appends the bytes of a caller's buffer.
    @inline(__always)
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        (base + end).copyMemory(from: source, byteCount: bytes.count)
        end &+= bytes.count
    }

    /// Appends an array.
    @inline(__always)
    public mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// A varint without a tag.
    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            base.storeBytes(
                of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: end, as: UInt8.self)
            end &+= 1
            rest >>= 7
        }
        base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: end, as: UInt8.self)
        end &+= 1
    }

    /// An unsigned varint field.
    public mutating func uint64(_ number: UInt32, _ value: UInt64) {
        varint(UInt64(number) << 3)
        varint(value)
    }

    /// A signed varint field.
    public mutating func int64(_ number: UInt32, _ value: Int64) {
        uint64(number, UInt64(bitPattern: value))
    }

    /// A boolean field.
    public mutating func bool(_ number: UInt32, _ value: Bool) {
        uint64(number, value ? 1 : 0)
    }

    /// A bytes field, or an encoded message.
    public mutating func lengthDelimited(_ number: UInt32, _ bytes: UnsafeRawBufferPointer) {
        varint(UInt64(number) << 3 | 2)
        varint(UInt64(bytes.count))
        append(bytes)
    }

    /// A bytes field, or an encoded message.
    public mutating func lengthDelimited(_ number: UInt32, _ bytes: [UInt8]) {
        bytes.withUnsafeBytes { lengthDelimited(number, $0) }
    }

    /// A string field.
    public mutating func string(_ number: UInt32, _ value: String) {
        var value = value
        value.withUTF8 { lengthDelimited(number, UnsafeRawBufferPointer($0)) }
    }

    // MARK: Frames

    /// Begins a frame of `type`, with space for tag and length before a response's payload.
    @inline(__always)
    mutating func beginFrame(_ type: FrameType) {
        let head = FrameHeader.bytes &+ (type == .response ? Self.responsePrefix : 0)
        reserve(head)
        frame = end
        payload = end &+ head
        end = payload
    }

    /// Ends a data frame. Discards it and returns false if it is larger than a frame may be.
    mutating func endData(streamID: UInt32, flags: UInt8 = 0) -> Bool {
        assert(payload == frame + FrameHeader.bytes, "the frame was begun as one of data")
        guard payloadCount <= TTRPCLimits.frameBytesMax else {
            dropFrame()
            return false
        }
        FrameHeader(
            length: UInt32(payloadCount), streamID: streamID, type: .data, flags: flags
        ).write(to: base + frame)
        return true
    }

    /// Ends a response frame with the message `Response{payload = 2}`. Discards it and returns
    /// false if it is larger than a frame may be.
    @inline(__always)
    mutating func endResponse(streamID: UInt32) -> Bool {
        let count = payloadCount
        assert(
            payload == frame + FrameHeader.bytes + Self.responsePrefix,
            "the frame was begun as a response")
        // Two bytes are reserved for the length, which fits 128 to 16,383; other payloads are
        // moved.
        guard count >= 0x80, count < 0x4000 else { return endMovedResponse(streamID) }
        let prefix = base + frame + FrameHeader.bytes
        prefix.storeBytes(of: Self.payloadTag, as: UInt8.self)
        prefix.storeBytes(
            of: UInt8(truncatingIfNeeded: count) | 0x80, toByteOffset: 1, as: UInt8.self)
        prefix.storeBytes(
            of: UInt8(truncatingIfNeeded: count >> 7), toByteOffset: 2, as: UInt8.self)
        FrameHeader(
            length: UInt32(truncatingIfNeeded: count &+ Self.responsePrefix), streamID: streamID,
            type: .response
        ).write(to: base + frame)
        return true
    }

    /// Discards the frame being written.
    mutating func dropFrame() {
        assert(start <= frame && frame <= end, "what was sent is not taken back")
        end = frame
        payload = frame
    }

    /// Ends the current frame for good: later discards do not affect it.
    mutating func settle() {
        frame = end
        payload = end
    }

    @inline(never)
    private mutating func endMovedResponse(_ streamID: UInt32) -> Bool {
        let count = payloadCount
        var lengthBytes = 1
        var rest = count >> 7
        while rest > 0 {
            lengthBytes += 1
            rest >>= 7
        }
        // An empty payload is the default and is omitted with its tag.
        let head = count == 0 ? 0 : 1 + lengthBytes
        guard head + count <= TTRPCLimits.frameBytesMax else {
            dropFrame()
            return false
        }
        reserve(2)
        let moved = frame + FrameHeader.bytes + head
        memmove(base + moved, base + payload, count)
        if head > 0 {
            end = frame + FrameHeader.bytes
            append(Self.payloadTag)
            varint(UInt64(count))
        }
        end = moved + count
        FrameHeader(
            length: UInt32(head + count), streamID: streamID, type: .response
        ).write(to: base + frame)
        return true
    }

    private static let payloadTag: UInt8 = 2 << 3 | 2
    private static let responsePrefix = 3

    // MARK: Sending

    /// The number of unsent bytes.
    @inline(__always)
    var pendingCount: Int { end - start }

    /// The unsent bytes; valid until the next change.
    var pendingBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + start, count: end - start)
    }

    /// Removes `count` sent bytes.
    mutating func sent(_ count: Int) {
        precondition(count >= 0 && count <= pendingCount, "only what waits is sent")
        start += count
        guard start == end else { return }
        start = 0
        end = 0
        frame = 0
        payload = 0
    }

    /// Frees memory that a burst needed. REQUIRES: the buffer is empty.
    mutating func release(keeping bytesMax: Int) {
        guard pendingCount == 0, capacity > bytesMax else { return }
        base.deallocate()
        base = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 16)
        capacity = 0
    }

    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if capacity &- end < count { grow(count) }
    }

    @inline(never)
    private mutating func grow(_ count: Int) {
        let pending = end - start
        // Sent bytes are reclaimed once they are half of the buffer, so that each byte is moved a
        // bounded number of times.
        if start < capacity / 2 || capacity - pending < count {
            capacity = max(4096, max(capacity * 2, pending + count))
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
            larger.copyMemory(from: base + start, byteCount: pending)
            base.deallocate()
            base = larger
        } else {
            memmove(base, base + start, pending)
        }
        frame -= start
        payload -= start
        end = pending
        start = 0
        checkInvariants()
    }

    /// Traps where the offsets are out of order.
    private func checkInvariants() {
        precondition(start >= 0 && start <= end && end <= capacity, "bytes lie inside the memory")
        precondition(frame <= payload && payload <= end, "a payload lies in its frame")
    }
}
