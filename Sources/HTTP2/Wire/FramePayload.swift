/// What lies around the contents of DATA and HEADERS frames.
enum FramePayload {
    /// Without padding. Throws where the padding is as long as the payload or longer.
    @inline(__always)
    static func unpadded(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> UnsafeRawBufferPointer {
        guard header.has(FrameFlags.padded) else { return payload }
        return try removingPadding(payload)
    }

    @inline(never)
    private static func removingPadding(
        _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> UnsafeRawBufferPointer {
        guard let padding = payload.first else {
            throw HTTP2Fault(.frameSizeError, "a padded frame without a length of its padding")
        }
        guard Int(padding) < payload.count else {
            throw HTTP2Fault(.protocolError, "padding longer than its frame")
        }
        return UnsafeRawBufferPointer(rebasing: payload[1..<(payload.count - Int(padding))])
    }

    /// The fragment of a header block in a HEADERS frame; its priority is ignored, as RFC 9113,
    /// 5.3.2 recommends.
    @inline(__always)
    static func headerFragment(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> UnsafeRawBufferPointer {
        let rest = try unpadded(header, payload)
        guard header.has(FrameFlags.priority) else { return rest }
        guard rest.count >= 5 else {
            throw HTTP2Fault(.frameSizeError, "HEADERS too short for its priority")
        }
        return UnsafeRawBufferPointer(rebasing: rest[5...])
    }

    /// The number at `offset`. REQUIRES: four bytes are there.
    @inline(__always)
    static func word(_ payload: UnsafeRawBufferPointer, at offset: Int = 0) -> UInt32 {
        UInt32(bigEndian: payload.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The number at `offset`. REQUIRES: two bytes are there.
    static func half(_ payload: UnsafeRawBufferPointer, at offset: Int) -> UInt16 {
        UInt16(bigEndian: payload.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }
}
