import Glibc

/// Writes RocksDB's log format (wiki: Write Ahead Log File Format), so that a test can lay out logs
/// as it needs them.
public struct LogFileWriter {
    public private(set) var bytes: [UInt8] = []
    private static let blockBytes = 32 << 10

    public init() {}

    /// Appends one record, in as many parts as its blocks need.
    public mutating func add(_ payload: [UInt8]) {
        var rest = payload[...]
        var isFirst = true
        repeat {
            let left = Self.blockBytes - bytes.count % Self.blockBytes
            if left < 7 {
                bytes += [UInt8](repeating: 0, count: left)
                continue
            }
            let part = rest.prefix(left - 7)
            rest = rest.dropFirst(part.count)
            let kind: UInt8 = isFirst ? (rest.isEmpty ? 1 : 2) : (rest.isEmpty ? 4 : 3)
            addPart(kind, Array(part))
            isFirst = false
        } while !rest.isEmpty || isFirst
    }

    private mutating func addPart(_ kind: UInt8, _ part: [UInt8]) {
        let crc = Self.checksum([kind] + part)
        let masked = (crc >> 15 | crc << 17) &+ 0xA282_EAD8
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: masked >> (8 * UInt32($0))) }
        bytes += [UInt8(part.count & 255), UInt8(part.count >> 8), kind] + part
    }

    /// CRC-32C by its definition, bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82F6_3B78 : 0) }
        }
        return ~crc
    }
}
