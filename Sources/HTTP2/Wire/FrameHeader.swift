/// The nine bytes before each payload (RFC 9113, 4.1):
///
///     frame := length: u24 | type: u8 | flags: u8 | stream: u32 | payload: u8[length]
///
/// Numbers are big-endian; the first bit of the stream's number is reserved and ignored.
struct FrameHeader: Equatable, Sendable {
    static let bytes = 9

    var length: Int
    var type: UInt8
    var flags: UInt8
    var streamID: UInt32

    init(length: Int, type: FrameType, flags: UInt8 = 0, streamID: UInt32) {
        self.length = length
        self.type = type.rawValue
        self.flags = flags
        self.streamID = streamID
    }

    /// Decodes a header. REQUIRES: `source` has nine bytes.
    @inline(__always)
    init(from source: UnsafeRawPointer) {
        let word = UInt32(bigEndian: source.loadUnaligned(as: UInt32.self))
        length = Int(word >> 8)
        type = UInt8(truncatingIfNeeded: word)
        flags = source.load(fromByteOffset: 4, as: UInt8.self)
        streamID =
            UInt32(bigEndian: source.loadUnaligned(fromByteOffset: 5, as: UInt32.self))
            & HTTP2Limits.streamIDMax
    }

    /// Encodes the header. REQUIRES: `target` has nine bytes.
    @inline(__always)
    func write(to target: UnsafeMutableRawPointer) {
        assert(length >= 0 && length <= HTTP2Limits.frameBytesMax, "24 bits")
        let word = UInt32(truncatingIfNeeded: length) << 8 | UInt32(type)
        target.storeBytes(of: word.bigEndian, as: UInt32.self)
        target.storeBytes(of: flags, toByteOffset: 4, as: UInt8.self)
        target.storeBytes(of: streamID.bigEndian, toByteOffset: 5, as: UInt32.self)
    }

    @inline(__always)
    func has(_ flag: UInt8) -> Bool { flags & flag != 0 }
}

/// The type of a frame. Sent on the wire: never renumber.
enum FrameType: UInt8 {
    case data = 0
    case headers = 1
    case priority = 2
    case rstStream = 3
    case settings = 4
    case pushPromise = 5
    case ping = 6
    case goAway = 7
    case windowUpdate = 8
    case continuation = 9
}

/// The flag bits of a frame; which of them mean something depends on its type.
enum FrameFlags {
    static let endStream: UInt8 = 0x01
    static let ack: UInt8 = 0x01
    static let endHeaders: UInt8 = 0x04
    static let padded: UInt8 = 0x08
    static let priority: UInt8 = 0x20
}

/// The numbers of RFC 9113, 6.5.2.
enum SettingID {
    static let headerTableSize: UInt16 = 1
    static let enablePush: UInt16 = 2
    static let maxConcurrentStreams: UInt16 = 3
    static let initialWindowSize: UInt16 = 4
    static let maxFrameSize: UInt16 = 5
    static let maxHeaderListSize: UInt16 = 6
}
