/// The result of parsing the start of a buffer.
enum FrameStep {
    /// No complete frame; the next one has this many bytes, counted from the buffer's start.
    case needMore(Int)
    /// A frame; its data is valid as long as the buffer.
    case frame(FrameHeader, UnsafeRawBufferPointer)
    /// A frame above the limit was skipped; the next one follows.
    case oversized(FrameHeader)
    /// The bytes are not ttrpc; nothing after them can be parsed.
    case close(FrameCloseReason)
}

/// Why a byte stream cannot be parsed any further.
enum FrameCloseReason: Equatable, Sendable {
    /// A length above the limit in a frame of unknown type: another protocol, or garbage.
    case notFrames
}

/// Splits a byte stream into frames. Pure: the caller owns the descriptor and the buffer, and
/// presents unconsumed bytes again.
struct FrameParser {
    /// The oversized frame being skipped, and the number of its bytes still to come.
    private var draining: FrameHeader?
    private var drainRemaining = 0

    /// Parses the start of `bytes`, which continue where the last call stopped consuming, and adds
    /// the consumed bytes to `consumed`. Call until it returns `needMore` or `close`.
    @inline(__always)
    mutating func next(_ bytes: UnsafeRawBufferPointer, consumed: inout Int) -> FrameStep {
        if draining != nil { return drain(bytes, &consumed) }
        guard bytes.count >= FrameHeader.bytes, let base = bytes.baseAddress else {
            return .needMore(FrameHeader.bytes)
        }
        let header = FrameHeader(from: base)
        let length = Int(header.length)
        guard length <= TTRPCLimits.frameBytesMax else {
            return startDraining(header, bytes, &consumed)
        }
        let total = FrameHeader.bytes &+ length
        guard bytes.count >= total else { return .needMore(total) }
        consumed &+= total
        let data = UnsafeRawBufferPointer(start: base + FrameHeader.bytes, count: length)
        return .frame(header, data)
    }

    /// An oversized frame of a known type is skipped, because a real peer may send one; any other
    /// is not worth reading gigabytes for.
    @inline(never)
    private mutating func startDraining(
        _ header: FrameHeader, _ bytes: UnsafeRawBufferPointer, _ consumed: inout Int
    ) -> FrameStep {
        guard FrameType(rawValue: header.type) != nil, header.flags <= FrameFlags.all else {
            return .close(.notFrames)
        }
        assert(header.length > TTRPCLimits.frameBytesMax, "a frame that fits is read")
        draining = header
        drainRemaining = Int(header.length)
        consumed += FrameHeader.bytes
        return drain(UnsafeRawBufferPointer(rebasing: bytes[FrameHeader.bytes...]), &consumed)
    }

    @inline(never)
    private mutating func drain(
        _ bytes: UnsafeRawBufferPointer, _ consumed: inout Int
    ) -> FrameStep {
        precondition(draining != nil && drainRemaining >= 0, "something is passed over")
        let count = min(bytes.count, drainRemaining)
        consumed += count
        drainRemaining -= count
        guard drainRemaining == 0, let header = draining else { return .needMore(1) }
        draining = nil
        return .oversized(header)
    }
}
