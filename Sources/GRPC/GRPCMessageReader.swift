import StatusCodes

/// Joins the parts of a body to messages: each has a byte that says whether it is compressed, its
/// length in four bytes, and its bytes.
public struct GRPCMessageReader {
    static let prefixBytes = 5

    /// What has come and was not given out, from `start` on.
    private var bytes: [UInt8] = []
    private var start = 0
    private let bytesMax: Int

    public init(bytesMax: Int = GRPCLimits.messageBytesMax) { self.bytesMax = bytesMax }

    /// Whether nothing is kept: what comes next begins a message.
    public var isEmpty: Bool { start == bytes.count }
    /// Bytes that are kept.
    public var count: Int { bytes.count - start }
    /// Bytes of memory.
    public var capacity: Int { bytes.capacity }

    /// A message and whether it is compressed.
    public struct Message {
        public let bytes: UnsafeRawBufferPointer
        public let isCompressed: Bool
    }

    /// The message that a part of the body consists of; nil where it is more, less, or where
    /// something is kept. Throws where it is larger than allowed.
    @inline(__always)
    func whole(_ part: UnsafeRawBufferPointer) throws(Status) -> Message? {
        guard isEmpty, part.count >= Self.prefixBytes else { return nil }
        let length = try length(part)
        guard part.count == Self.prefixBytes + length else { return nil }
        return Message(
            bytes: UnsafeRawBufferPointer(rebasing: part[Self.prefixBytes...]),
            isCompressed: part[0] == 1)
    }

    /// Keeps a part of the body. Throws as soon as the first message is known to be larger than
    /// allowed; the reader is of no more use then.
    mutating func append(_ part: UnsafeRawBufferPointer) throws(Status) {
        if start > 0 {
            bytes.removeSubrange(..<start)
            start = 0
        }
        let needed = bytes.count + part.count
        if bytes.capacity < needed {
            bytes.reserveCapacity(max(needed, bytes.capacity * 2, GRPCLimits.messageBytesFirst))
        }
        bytes.append(contentsOf: part)
        if bytes.count >= Self.prefixBytes { _ = try firstLength() }
    }

    /// Whether a whole message is kept. Throws where one is announced that is too large.
    func hasMessage() throws(Status) -> Bool {
        guard count >= Self.prefixBytes else { return false }
        return count >= Self.prefixBytes + (try firstLength())
    }

    /// Takes the first message out. REQUIRES: ``hasMessage()``.
    mutating func take() throws(Status) -> (bytes: [UInt8], isCompressed: Bool) {
        let end = start + Self.prefixBytes + (try firstLength())
        precondition(end <= bytes.count, "only whole messages are taken")
        let isCompressed = bytes[start] == 1
        let message = Array(bytes[(start + Self.prefixBytes)..<end])
        start = end
        if isEmpty { (bytes, start) = ([], 0) }
        return (message, isCompressed)
    }

    /// The length of the first message that is kept. REQUIRES: its prefix is.
    private func firstLength() throws(Status) -> Int {
        try bytes.withUnsafeBufferPointer { bytes throws(Status) in
            try length(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])))
        }
    }

    /// The length in a prefix. REQUIRES: it is whole.
    @inline(__always)
    private func length(_ part: UnsafeRawBufferPointer) throws(Status) -> Int {
        let word = part.loadUnaligned(fromByteOffset: 1, as: UInt32.self)
        let length = Int(UInt32(bigEndian: word))
        guard length <= bytesMax, part[0] <= 1 else { throw refusal(part[0]) }
        return length
    }

    private func refusal(_ flag: UInt8) -> Status {
        guard flag <= 1 else {
            return Status(.internalError, "a message whose compression is neither 0 nor 1")
        }
        // Google's code and words; RESOURCE_EXHAUSTED its clients would try again.
        return .invalid("Request payload size exceeds the limit: \(bytesMax) bytes.")
    }
}
