/// Appends the protobuf wire format to a byte array.
///
/// Methods named after a field write the field's tag too; omitting proto3 defaults is the caller's
/// business. One thread at a time.
public struct WireWriter {
    /// The bytes written so far.
    public var bytes: [UInt8]

    /// An empty writer with room for `capacity` bytes.
    public init(capacity: Int = 0) {
        bytes = []
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    /// Appends to `bytes`.
    public init(appendingTo bytes: consuming [UInt8]) {
        self.bytes = bytes
    }

    /// A bare varint, least significant group first.
    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// The tag of a field.
    @inline(__always)
    public mutating func tag(_ number: UInt32, _ type: WireType) {
        varint(UInt64(number) << 3 | UInt64(type.rawValue))
    }

    /// An unsigned varint field.
    public mutating func uint64(_ number: UInt32, _ value: UInt64) {
        tag(number, .varint)
        varint(value)
    }

    /// A signed varint field: two's complement, 10 bytes when negative.
    public mutating func int64(_ number: UInt32, _ value: Int64) {
        tag(number, .varint)
        varint(UInt64(bitPattern: value))
    }

    /// A boolean field.
    public mutating func bool(_ number: UInt32, _ value: Bool) {
        tag(number, .varint)
        bytes.append(value ? 1 : 0)
    }

    /// A double field, eight bytes little-endian.
    public mutating func double(_ number: UInt32, _ value: Double) {
        tag(number, .fixed64)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A float field, four bytes little-endian.
    public mutating func float(_ number: UInt32, _ value: Float) {
        tag(number, .fixed32)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// A string field.
    public mutating func string(_ number: UInt32, _ value: String) {
        tag(number, .lengthDelimited)
        var value = value
        value.withUTF8 {
            varint(UInt64($0.count))
            bytes.append(contentsOf: $0)
        }
    }

    /// A bytes field, or an encoded message. Inlinable, because unspecialised it is several times
    /// slower.
    @inlinable
    public mutating func lengthDelimited(_ number: UInt32, _ value: some Collection<UInt8>) {
        tag(number, .lengthDelimited)
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// An embedded message that `body` writes; its length is inserted afterwards.
    public mutating func message(_ number: UInt32, _ body: (inout WireWriter) -> Void) {
        tag(number, .lengthDelimited)
        let start = bytes.count
        // One byte is reserved for the length, which fits most messages; longer ones are moved.
        bytes.append(0)
        body(&self)
        var length = UInt64(bytes.count - start - 1)
        guard length >= 0x80 else {
            bytes[start] = UInt8(truncatingIfNeeded: length)
            return
        }
        var prefix: [UInt8] = []
        while length >= 0x80 {
            prefix.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        prefix.append(UInt8(truncatingIfNeeded: length))
        bytes.replaceSubrange(start...start, with: prefix)
    }
}
