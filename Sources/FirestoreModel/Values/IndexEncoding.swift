import Ordering

// value     := 10                                            null
//            | 18 (00 | 01)                                   boolean
//            | 20                                             NaN
//            | 28 sortable-double u16                         number: nearest double, and the
//                                                             value minus it plus 8000
//            | 30 u64                                         timestamp: microseconds, sign flipped
//            | 38 escaped 00 01                               string, first 1,500 bytes
//            | 40 escaped 00 01                               bytes, first 1,500 bytes
//            | 48 project database segment* 00                reference; segment as in DocumentKey
//            | 50 sortable-double sortable-double             geo point
//            | 58 value* 00                                   array
//            | 60 u32 sortable-double*                        vector
//            | 68 (01 escaped-key 00 01 value)* 00            map, keys in order
// sortable-double := big-endian bits, all flipped if negative, else the sign bit; -0.0 as 0.0
//
// Stored on disk: append to the grammar, never change it. Byte order is ValueOrder; values that are
// equal in queries have equal bytes. No encoding is a prefix of another, so encodings may be
// concatenated, each ascending or descending.

/// The order-preserving encoding of values for index keys.
public enum IndexEncoding {
    /// Appends the encoding of `value`; every byte complemented when `descending`.
    public static func append(_ value: Value, descending: Bool = false, to key: inout [UInt8]) {
        let start = key.count
        key.append(value: value, FirestoreLimits.indexedValueBytesMax)
        guard descending else { return }
        for index in start..<key.count { key[index] = ~key[index] }
    }

    /// The encoding of `value` alone.
    public static func encode(_ value: Value, descending: Bool = false) -> [UInt8] {
        var key: [UInt8] = []
        append(value, descending: descending, to: &key)
        return key
    }

    /// An encoding without truncation: equal exactly for equal values. For sets in memory, not for
    /// storage.
    static func fullKey(_ value: Value) -> [UInt8] {
        var key: [UInt8] = []
        key.append(value: value, .max)
        return key
    }

    /// The byte all encodings of a class start with (ascending).
    public static func tag(of typeClass: ValueOrder.TypeClass) -> UInt8 {
        0x10 + typeClass.rawValue * 8
    }

    /// Bounds of a class: its encodings are at or above the first and below the second (ascending).
    public static func bounds(
        of typeClass: ValueOrder.TypeClass
    ) -> (lower: [UInt8], upper: [UInt8]) {
        ([tag(of: typeClass)], [tag(of: typeClass) + 1])
    }
}

extension [UInt8] {
    /// Strings and bytes are truncated to `bytesMax`.
    fileprivate mutating func append(value: Value, _ bytesMax: Int) {
        append(IndexEncoding.tag(of: ValueOrder.typeClass(of: value)))
        switch value {
        case .null, .unsupported: break
        case .boolean(let truth): append(truth ? 1 : 0)
        case .integer(let number): append(integer: number)
        case .double(let number): append(double: number)
        case .timestamp(let instant):
            appendBigEndian(UInt64(bitPattern: instant.microseconds) ^ 1 << 63)
        case .string(let text):
            ByteOrder.withUTF8(text) { append(truncated: $0, bytesMax) }
        case .bytes(let bytes): bytes.withUnsafeBytes { append(truncated: $0, bytesMax) }
        case .reference(let name): append(reference: name)
        case .geoPoint(let latitude, let longitude):
            append(sortable: latitude)
            append(sortable: longitude)
        case .array(let values):
            for value in values { append(value: value, bytesMax) }
            append(0)
        case .map(let fields): append(map: fields, vector: value.vectorElements, bytesMax)
        }
    }

    mutating func append(sortable number: Double) {
        // -0.0 equals 0.0 in every comparison.
        let bits = (number == 0 ? 0.0 : number).bitPattern
        appendBigEndian(bits >> 63 == 1 ? ~bits : bits ^ 1 << 63)
    }

    mutating func append(double number: Double) {
        guard !number.isNaN else { return }
        append(sortable: number)
        append(0x80)
        append(0)
    }

    mutating func append(integer number: Int64) {
        let nearest = Double(number)
        append(sortable: nearest)
        // At most 512 apart below 2^63, where doubles are 1,024 apart; 2^63 itself, which is the
        // nearest double of Int64.max, needs more than 64 bits.
        let difference = Int128(number) - Int128(nearest)
        let correction = UInt16(truncatingIfNeeded: difference + 0x8000)
        append(UInt8(correction >> 8))
        append(UInt8(correction & 0xFF))
    }

    private mutating func append(truncated content: UnsafeRawBufferPointer, _ bytesMax: Int) {
        appendEscaped(content.prefix(bytesMax))
        append(contentsOf: [0, 1])
    }

    private mutating func append(reference name: String) {
        let parts = ReferenceName(name)
        for part in [parts.project, parts.database] {
            appendEscaped(String(part))
            append(contentsOf: [0, 1])
        }
        appendSegments(parts.path.segments)
        append(0)
    }

    private mutating func append(map fields: Fields, vector: [Double]?, _ bytesMax: Int) {
        if let vector {
            appendBigEndian(UInt32(truncatingIfNeeded: vector.count))
            for element in vector { append(sortable: element) }
            return
        }
        for (key, value) in fields {
            append(1)
            appendEscaped(key)
            append(contentsOf: [0, 1])
            append(value: value, bytesMax)
        }
        append(0)
    }
}
