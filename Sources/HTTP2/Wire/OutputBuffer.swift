import Glibc

/// Bytes that wait to be written to a socket, appended to in place.
///
/// One thread at a time. Places in it count from the first unsent byte, and hold until bytes are
/// sent.
public struct OutputBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer
    private var capacity = 0
    /// The first unsent byte.
    private var start = 0
    /// The end of the bytes.
    private var end = 0

    /// Allocates with the first byte.
    public init() {
        base = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 16)
    }

    deinit {
        base.deallocate()
    }

    // MARK: Appending

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

    /// Appends a number, big-endian.
    @inline(__always)
    public mutating func append(bigEndian value: UInt32) {
        reserve(4)
        base.storeBytes(of: value.bigEndian, toByteOffset: end, as: UInt32.self)
        end &+= 4
    }

    /// Appends `count` bytes whose contents `body` writes.
    @inline(__always)
    public mutating func append(
        count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        precondition(count >= 0, "a size")
        reserve(count)
        body(UnsafeMutableRawBufferPointer(start: base + end, count: count))
        end &+= count
    }

    // MARK: Places

    /// The number of unsent bytes, which is the place of the next one.
    @inline(__always)
    public var pendingCount: Int { end &- start }

    /// Lets `body` change `count` bytes that were appended, from `place` on.
    @inline(__always)
    mutating func change(
        at place: Int, count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Void
    ) {
        precondition(place >= 0 && count >= 0 && count <= pendingCount - place, "bytes that wait")
        body(UnsafeMutableRawBufferPointer(start: base + start + place, count: count))
    }

    /// Overwrites four bytes that were appended.
    @inline(__always)
    public mutating func set(bigEndian value: UInt32, at place: Int) {
        change(at: place, count: 4) { $0.storeBytes(of: value.bigEndian, as: UInt32.self) }
    }

    /// Overwrites one byte that was appended.
    @inline(__always)
    public mutating func set(_ byte: UInt8, at place: Int) {
        change(at: place, count: 1) { $0.storeBytes(of: byte, as: UInt8.self) }
    }

    /// Moves `count` bytes from one place to another, over what was there.
    mutating func move(from source: Int, to target: Int, count: Int) {
        precondition(source >= 0 && target >= 0 && count >= 0, "bytes that wait")
        precondition(max(source, target) + count <= pendingCount, "bytes that wait")
        memmove(base + start + target, base + start + source, count)
    }

    /// Discards what was appended from `place` on.
    public mutating func truncate(to place: Int) {
        precondition(place >= 0 && place <= pendingCount, "what was sent is not taken back")
        end = start + place
    }

    /// Calls `body` with the bytes from `place` on; valid inside it only.
    public func withBytes<Result>(
        from place: Int, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        precondition(place >= 0 && place <= pendingCount, "bytes that wait")
        return body(
            UnsafeRawBufferPointer(start: base + start + place, count: pendingCount - place))
    }

    // MARK: Sending

    /// The unsent bytes; valid until the next change.
    public var pendingBytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + start, count: pendingCount)
    }

    /// Removes `count` sent bytes.
    public mutating func sent(_ count: Int) {
        precondition(count >= 0 && count <= pendingCount, "only what waits is sent")
        start += count
        if start == end { (start, end) = (0, 0) }
    }

    /// Frees memory that a burst needed, where nothing waits.
    public mutating func release(keeping bytesMax: Int) {
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
        (start, end) = (0, pending)
        precondition(end + count <= capacity, "bytes lie inside the memory")
    }
}
