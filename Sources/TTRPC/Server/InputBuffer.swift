/// Bytes of a frame that has not arrived whole. Holds no memory while there is none.
struct InputBuffer {
    private var bytes: [UInt8] = []
    private var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ source: UnsafeRawBufferPointer) {
        grow(to: count + source.count)
        bytes.withUnsafeMutableBytes { target in
            UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: source)
        }
        count += source.count
    }

    /// The bytes so far; valid inside `body`.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    /// Removes the first `consumed` bytes.
    mutating func remove(_ consumed: Int) {
        guard consumed > 0 else { return }
        count -= consumed
        guard count > 0 else {
            bytes = []
            return
        }
        bytes.withUnsafeMutableBytes { all in
            let rest = UnsafeRawBufferPointer(rebasing: all[consumed..<(consumed + count)])
            all.copyMemory(from: rest)
        }
    }

    mutating func removeAll() {
        bytes = []
        count = 0
    }

    /// Doubles, so that memory follows what arrived, not what a header promised.
    private mutating func grow(to size: Int) {
        guard size > bytes.count else { return }
        let larger = max(size, bytes.count * 2, TTRPCLimits.inputBytesFirst)
        bytes.append(contentsOf: repeatElement(0, count: larger - bytes.count))
    }
}
