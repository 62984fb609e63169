/// How a field's bytes are delimited (protobuf encoding guide, "Message Structure").
public enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
}

/// A field's number and the type of the bytes that follow.
public struct WireField: Equatable, Sendable {
    public let number: UInt32
    public let type: WireType
}

/// Reads the protobuf wire format in place.
///
/// Every read is bounds-checked and throws ``WireError``; no input traps. Valid only inside the
/// closure that provides it (``withWireReader(_:_:)``); not `Sendable`.
public struct WireReader {
    private let base: UnsafeRawPointer
    /// Position of the next unread byte, counted from the start of the buffer.
    public private(set) var offset: Int
    private let end: Int
    /// The number of messages around this one.
    public let depth: Int

    /// Reads `buffer`. REQUIRES: the buffer outlives the reader.
    public init(_ buffer: UnsafeRawBufferPointer, depth: Int = 0) {
        // An empty buffer may have no address; its pointer is never dereferenced, since `end` is 0.
        self.base = buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        self.offset = 0
        self.end = buffer.count
        self.depth = depth
    }

    /// The number of unread bytes.
    public var remaining: Int { end - offset }

    /// The next field's tag, or nil at the end of the message. Groups are skipped whole.
    public mutating func nextField() throws(WireError) -> WireField? {
        while offset < end {
            let start = offset
            let tag = try varint()
            guard tag >> 3 != 0, tag >> 3 <= UInt64(WireLimits.fieldNumberMax) else {
                throw .invalidFieldNumber(offset: start)
            }
            let number = UInt32(truncatingIfNeeded: tag >> 3)
            if let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) {
                return WireField(number: number, type: type)
            }
            guard tag & 7 == 3 else { throw .invalidWireType(offset: start) }
            try skipGroup(number)
        }
        return nil
    }

    /// A base-128 varint, at most 10 bytes; bits above 64 are dropped, as protobuf does.
    @inline(__always)
    public mutating func varint() throws(WireError) -> UInt64 {
        guard offset < end else { throw .truncated(offset: offset) }
        let first = base.load(fromByteOffset: offset, as: UInt8.self)
        if first < 0x80 {
            offset += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(WireError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 70 {
            guard offset < end else { throw .truncated(offset: start) }
            let byte = base.load(fromByteOffset: offset, as: UInt8.self)
            offset += 1
            value |= shift < 64 ? UInt64(byte & 0x7F) << shift : 0
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .malformedVarint(offset: start)
    }

    /// Eight little-endian bytes.
    public mutating func fixed64() throws(WireError) -> UInt64 {
        guard remaining >= 8 else { throw .truncated(offset: offset) }
        let value = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        offset += 8
        return UInt64(littleEndian: value)
    }

    /// Four little-endian bytes.
    public mutating func fixed32() throws(WireError) -> UInt32 {
        guard remaining >= 4 else { throw .truncated(offset: offset) }
        let value = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        offset += 4
        return UInt32(littleEndian: value)
    }

    /// A length and the bytes that follow, in place; valid as long as the reader.
    @inline(__always)
    public mutating func rawBytes() throws(WireError) -> UnsafeRawBufferPointer {
        let start = offset
        let count = try varint()
        guard count <= UInt64(end - offset) else { throw .truncated(offset: start) }
        defer { offset += Int(count) }
        return UnsafeRawBufferPointer(start: base + offset, count: Int(count))
    }

    /// A length-delimited field copied to an array.
    public mutating func bytes() throws(WireError) -> [UInt8] {
        [UInt8](try rawBytes())
    }

    /// A length-delimited field that must be UTF-8; `field` names it in the error.
    public mutating func string(field: UInt32) throws(WireError) -> String {
        let raw = try rawBytes()
        guard let text = String(validating: raw, as: UTF8.self) else {
            throw .invalidUTF8(field: field)
        }
        return text
    }

    /// A reader of an embedded message. Throws `tooDeep` beyond ``WireLimits/depthMax``.
    public mutating func message() throws(WireError) -> WireReader {
        guard depth < WireLimits.depthMax else { throw .tooDeep }
        return WireReader(try rawBytes(), depth: depth + 1)
    }

    /// Skips the value of an unknown field.
    public mutating func skip(_ type: WireType) throws(WireError) {
        switch type {
        case .varint: _ = try varint()
        case .fixed64: _ = try fixed64()
        case .lengthDelimited: _ = try rawBytes()
        case .fixed32: _ = try fixed32()
        }
    }

    /// Throws unless `field` has the declared wire type.
    @inline(__always)
    public func expect(_ type: WireType, of field: WireField) throws(WireError) {
        guard field.type == type else { throw .unexpectedWireType(field: field.number) }
    }

    private mutating func skipGroup(_ number: UInt32) throws(WireError) {
        var open = [number]
        while let group = open.last {
            let start = offset
            let tag = try varint()
            let inner = UInt32(truncatingIfNeeded: tag >> 3)
            if let type = WireType(rawValue: UInt8(truncatingIfNeeded: tag & 7)) {
                try skip(type)
            } else if tag & 7 == 3 {
                guard open.count < WireLimits.depthMax else { throw .tooDeep }
                open.append(inner)
            } else {
                guard tag & 7 == 4, inner == group else { throw .invalidWireType(offset: start) }
                open.removeLast()
            }
        }
    }
}

/// Calls `body` with a reader of `bytes`, which must not escape.
public func withWireReader<Result>(
    _ bytes: [UInt8], _ body: (inout WireReader) throws(WireError) -> Result
) throws(WireError) -> Result {
    try bytes.withUnsafeBufferPointer { buffer throws(WireError) in
        var reader = WireReader(UnsafeRawBufferPointer(buffer))
        return try body(&reader)
    }
}
