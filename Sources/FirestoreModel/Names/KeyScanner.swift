import Glibc
import Ordering
import StatusCodes

/// Parses the bytes of a ``DocumentKey``; stored bytes are not trusted.
struct KeyScanner {
    private let bytes: [UInt8]
    private(set) var position: Int
    /// Segments read; odd indices are document ids.
    private var segmentIndex = 0

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func depth() throws(Status) -> Int {
        guard position < bytes.count, bytes[position] >= 1,
            Int(bytes[position]) <= FirestoreLimits.pathLevelsMax
        else { throw .malformedKey }
        defer { position += 1 }
        return Int(bytes[position])
    }

    mutating func segment() throws(Status) -> String {
        defer { segmentIndex += 1 }
        guard position < bytes.count else { throw .malformedKey }
        let kind = bytes[position]
        position += 1
        switch kind {
        case 1 where segmentIndex & 1 == 1: return ResourceID.numericId(try number())
        case 2: return try text()
        default: throw .malformedKey
        }
    }

    mutating func skipSegment() throws(Status) {
        guard position < bytes.count else { throw .malformedKey }
        let kind = bytes[position]
        position += 1
        switch kind {
        case 1: _ = try number()
        case 2: try skipText()
        default: throw .malformedKey
        }
    }

    /// The bytes of the segment here, which must end the key.
    mutating func lastSegmentBytes() throws(Status) -> [UInt8] {
        guard position >= 0, position < bytes.count else { throw .malformedKey }
        let kind = bytes[position]
        position += 1
        let found: [UInt8]
        switch kind {
        case 1: found = Array(ResourceID.numericId(try number()).utf8)
        case 2: found = try unescaped()
        default: throw .malformedKey
        }
        guard isAtEnd else { throw .malformedKey }
        return found
    }

    mutating func text() throws(Status) -> String {
        guard let text = String(validating: try unescaped(), as: UTF8.self) else {
            throw .malformedKey
        }
        return text
    }

    /// Skips an escaped text and its terminator.
    mutating func skipText() throws(Status) {
        while true {
            guard let zero = nextZero(), zero + 1 < bytes.count else { throw .malformedKey }
            position = zero + 2
            switch bytes[zero + 1] {
            case 0x01: return
            case 0xFF: continue
            default: throw .malformedKey
            }
        }
    }

    private mutating func number() throws(Status) -> Int64 {
        guard bytes.count - position >= 8 else { throw .malformedKey }
        var value: UInt64 = 0
        for byte in bytes[position..<position + 8] { value = value << 8 | UInt64(byte) }
        position += 8
        return Int64(bitPattern: value ^ 1 << 63)
    }

    private mutating func unescaped() throws(Status) -> [UInt8] {
        let start = position
        try skipText()
        let content = bytes[start..<position - 2]
        guard content.contains(0) else { return Array(content) }
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        var index = content.startIndex
        while index < content.endIndex {
            plain.append(content[index])
            // skipText checked that every 00 inside is followed by FF.
            index += content[index] == 0 ? 2 : 1
        }
        return plain
    }

    private func nextZero() -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress, position < buffer.count,
                let found = memchr(base + position, 0, buffer.count - position)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }
}

extension [UInt8] {
    /// Appends UTF-8 with every 00 followed by FF.
    mutating func appendEscaped(_ text: String) {
        ByteOrder.withUTF8(text) { appendEscaped($0) }
    }

    /// Appends bytes with every 00 followed by FF.
    mutating func appendEscaped(_ content: some Collection<UInt8>) {
        guard content.contains(0) else { return append(contentsOf: content) }
        for byte in content {
            append(byte)
            if byte == 0 { append(0xFF) }
        }
    }
}
