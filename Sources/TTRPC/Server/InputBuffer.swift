import LinuxSystem

/// The bytes of an incomplete frame. Allocates nothing while empty.
struct InputBuffer: ~Copyable {
    private var base: UnsafeMutableRawPointer?
    /// Bytes of memory that it has.
    private(set) var capacity = 0
    private var count = 0

    init() {}

    deinit {
        base?.deallocate()
    }

    var isEmpty: Bool { count == 0 }

    /// Appends a copy of `source`.
    mutating func append(_ source: UnsafeRawBufferPointer) {
        guard let first = source.baseAddress, source.count > 0 else { return }
        room(source.count).copyMemory(from: first, byteCount: source.count)
        count += source.count
    }

    /// Appends the bytes of one read. The capacity doubles with the bytes received, so that a
    /// header's length alone reserves no memory.
    mutating func receive(from descriptor: FileDescriptor) throws(SystemError) -> IOResult {
        let size = min(max(count, TTRPCLimits.inputBytesFirst), TTRPCLimits.readBytesMax)
        let target = UnsafeMutableRawBufferPointer(start: room(size), count: size)
        let result = try descriptor.receive(into: target, wait: false)
        if case .moved(let moved) = result {
            precondition(moved >= 0 && moved <= size, "a read fills no more than it was given")
            count += moved
        }
        return result
    }

    /// Calls `body` with the buffered bytes, which are valid inside it only.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Removes the first `consumed` bytes.
    mutating func remove(_ consumed: Int) {
        precondition(consumed >= 0 && consumed <= count)
        count -= consumed
        assert(count <= capacity, "bytes lie inside the memory")
        guard count > 0 else { return release() }
        guard consumed > 0, let base else { return }
        UnsafeMutableRawBufferPointer(start: base, count: count).copyMemory(
            from: UnsafeRawBufferPointer(start: base + consumed, count: count))
    }

    /// Discards everything.
    mutating func removeAll() {
        count = 0
        release()
    }

    private mutating func release() {
        base?.deallocate()
        base = nil
        capacity = 0
    }

    /// The address after the last byte, with capacity for `size` more.
    private mutating func room(_ size: Int) -> UnsafeMutableRawPointer {
        precondition(size > 0 && count <= capacity, "room is for something")
        if let base, capacity - count >= size { return base + count }
        // Twice as much as it was, but no more than the largest frame and a read.
        let doubled = min(capacity * 2, TTRPCLimits.frameBytesMax + TTRPCLimits.readBytesMax)
        capacity = max(count + size, doubled, TTRPCLimits.inputBytesFirst)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        if let base {
            larger.copyMemory(from: base, byteCount: count)
            base.deallocate()
        }
        base = larger
        return larger + count
    }
}
