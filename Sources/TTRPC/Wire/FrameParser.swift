/// What the parser found at the start of the bytes it was shown.
enum FrameStep {
    /// Nothing whole; the frame will be this many bytes, counted from the first one shown.
    case needMore(Int)
    /// A frame; its data is valid as long as the bytes shown.
    case frame(FrameHeader, UnsafeRawBufferPointer)
    /// A frame larger than allowed was passed over; the bytes that follow are in step.
    case oversized(FrameHeader)
    /// This is not ttrpc; nothing behind this point can be trusted.
    case close(FrameCloseReason)
}

/// Why a connection's bytes cannot be read any further.
enum FrameCloseReason: Equatable, Sendable {
    /// A length beyond the limit in a frame of an unknown type: another protocol or garbage.
    case notFrames
}

/// Cuts a byte stream into frames. Pure: it holds no descriptor and no bytes, the caller keeps
/// what was not consumed and shows it again.
struct FrameParser {
    /// The oversized frame being passed over and how much of it is still to come.
    private var draining: FrameHeader?
    private var drainRemaining = 0

    /// Looks at `bytes`, which continue where the last call stopped consuming. Adds the bytes
    /// that are done with to `consumed`. To be called until it says `needMore` or `close`.
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

    /// A real peer's oversized message is still a message; anything else is not worth gigabytes.
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
