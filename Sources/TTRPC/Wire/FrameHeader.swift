/// The ten bytes before each message (ttrpc's PROTOCOL.md, "Message Frame"):
///
///     frame := length: u32 | stream: u32 | type: u8 | flags: u8 | data: u8[length]
///
/// Numbers are big-endian.
struct FrameHeader: Equatable, Sendable {
    static let bytes = 10

    var length: UInt32
    var streamID: UInt32
    var type: UInt8
    var flags: UInt8

    init(length: UInt32, streamID: UInt32, type: FrameType, flags: UInt8 = 0) {
        self.length = length
        self.streamID = streamID
        self.type = type.rawValue
        self.flags = flags
    }

    /// Decodes a header. REQUIRES: `source` has ten bytes.
    @inline(__always)
    init(from source: UnsafeRawPointer) {
        length = UInt32(bigEndian: source.loadUnaligned(as: UInt32.self))
        streamID = UInt32(bigEndian: source.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
        type = source.load(fromByteOffset: 8, as: UInt8.self)
        flags = source.load(fromByteOffset: 9, as: UInt8.self)
    }

    /// Encodes the header. REQUIRES: `target` has ten bytes.
    @inline(__always)
    func write(to target: UnsafeMutableRawPointer) {
        target.storeBytes(of: length.bigEndian, as: UInt32.self)
        target.storeBytes(of: streamID.bigEndian, toByteOffset: 4, as: UInt32.self)
        target.storeBytes(of: type, toByteOffset: 8, as: UInt8.self)
        target.storeBytes(of: flags, toByteOffset: 9, as: UInt8.self)
    }
}

/// The type of a frame. Sent on the wire: never renumber.
enum FrameType: UInt8 {
    case request = 1
    case response = 2
    case data = 3
}

/// The flag bits of a frame. `noData` is not in PROTOCOL.md, but Go implementations have it since
/// 1.2: without it, an empty message would be delivered.
enum FrameFlags {
    static let remoteClosed: UInt8 = 1
    static let remoteOpen: UInt8 = 2
    static let noData: UInt8 = 4
    static let all: UInt8 = 7
}
