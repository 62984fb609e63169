/// What the peer has announced (RFC 9113, 6.5.2), as far as it concerns what is sent to it.
struct PeerSettings: Equatable {
    var headerTableSize = 4096
    var initialWindow = HTTP2Limits.windowInitial
    var frameBytesMax = HTTP2Limits.frameBytesMin
    /// The smallest table size of the last frame: an encoder must have been through it.
    var leastTableSize = 4096

    /// Reads the payload of a SETTINGS frame. Numbers that nobody knows are passed over; those that
    /// come twice count as they are last.
    mutating func read(_ payload: UnsafeRawBufferPointer) throws(HTTP2Fault) {
        leastTableSize = headerTableSize
        for offset in stride(from: 0, to: payload.count, by: 6) {
            let id = FramePayload.half(payload, at: offset)
            try set(id, Int(FramePayload.word(payload, at: offset + 2)))
        }
    }

    private mutating func set(_ id: UInt16, _ value: Int) throws(HTTP2Fault) {
        switch id {
        case SettingID.headerTableSize:
            headerTableSize = value
            leastTableSize = min(leastTableSize, value)
        case SettingID.enablePush:
            guard value <= 1 else {
                throw HTTP2Fault(.protocolError, "ENABLE_PUSH is 0 or 1")
            }
        case SettingID.initialWindowSize:
            guard value <= HTTP2Limits.windowMax else {
                throw HTTP2Fault(.flowControlError, "INITIAL_WINDOW_SIZE is too large")
            }
            initialWindow = value
        case SettingID.maxFrameSize:
            guard value >= HTTP2Limits.frameBytesMin, value <= HTTP2Limits.frameBytesMax else {
                throw HTTP2Fault(.protocolError, "MAX_FRAME_SIZE is out of range")
            }
            frameBytesMax = value
        default: break
        }
    }
}
