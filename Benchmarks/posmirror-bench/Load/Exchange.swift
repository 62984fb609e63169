import MirrorMessages
import ProtobufWire

/// A protocol with prepared requests and length-prefixed replies.
enum Exchange {
    /// ttrpc frames (Protocol/README.md): a header of ten bytes before each message.
    case ttrpc
    /// Redis' RESP2: `$length` and the value, each terminated by CR LF.
    case redis

    static let headerBytes = 10

    /// A complete ttrpc request, in which the stream number is set before each send.
    static func request<Method: ServiceMethod>(
        _ method: Method, _ payload: [UInt8]
    ) -> [UInt8] {
        var writer = WireWriter()
        writer.string(1, Method.service)
        writer.string(2, method.rawValue)
        writer.lengthDelimited(3, payload)
        var frame: [UInt8] = []
        let length = UInt32(writer.bytes.count)
        for shift in [24, 16, 8, 0] { frame.append(UInt8(truncatingIfNeeded: length >> shift)) }
        frame += [0, 0, 0, 0, 1, 0]
        return frame + writer.bytes
    }

    /// `GET key` or `SET key value` as a RESP command.
    static func redisCommand(_ words: [[UInt8]]) -> [UInt8] {
        words.reduce(into: Array("*\(words.count)\r\n".utf8)) { bytes, word in
            bytes += Array("$\(word.count)\r\n".utf8) + word + [0x0D, 0x0A]
        }
    }

    /// Sets a request's stream number; redis has none.
    @inline(__always)
    func number(_ request: UnsafeMutableRawPointer, _ streamID: UInt32) {
        guard self == .ttrpc else { return }
        request.storeBytes(of: streamID.bigEndian, toByteOffset: 4, as: UInt32.self)
    }

    /// The length of the reply at the start of `bytes`, and whether it contains a value; nil if
    /// more bytes are needed.
    @inline(__always)
    func reply(_ bytes: UnsafeRawBufferPointer) -> (count: Int, isValue: Bool)? {
        switch self {
        case .ttrpc:
            guard bytes.count > Self.headerBytes else { return nil }
            let length = UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
            // A response begins with its status (field 1) or its payload (field 2).
            return (Self.headerBytes + Int(length), bytes[Self.headerBytes] == 0x12)
        case .redis:
            guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
            var length = 0
            for byte in bytes[1..<end] where byte &- 0x30 < 10 {
                length = length * 10 + Int(byte &- 0x30)
            }
            return bytes[0] == 0x24 ? (end + 1 + length + 2, true) : (end + 1, bytes[0] == 0x2B)
        }
    }
}
