import Glibc

/// A list of header fields in their order, in one piece of memory that is used again. Names and
/// values are bytes: HTTP promises no encoding.
public struct FieldBlock: Sendable {
    /// Where a field lies in the bytes: its value is behind its name.
    struct Place: Sendable {
        var start: Int32
        var nameCount: Int32
        var valueCount: Int32
        /// Whether it must not enter a table, of this connection or of one behind it.
        var isSensitive: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var places: [Place] = []

    public init() {}

    /// For headers that are constant, or few.
    public init(_ fields: [(name: String, value: String)]) {
        for field in fields { append(field.name, field.value) }
    }

    public var count: Int { places.count }
    public var isEmpty: Bool { places.isEmpty }

    /// Bytes as RFC 9113, 6.5.2 counts them.
    public var listBytes: Int { bytes.count + 32 * places.count }

    // MARK: Reading

    /// A field, valid inside the call that gives it only.
    public struct Field {
        public let name: UnsafeRawBufferPointer
        public let value: UnsafeRawBufferPointer
        public let isSensitive: Bool

        /// Whether the name is `name`; compared byte by byte.
        @inline(__always)
        public func isNamed(_ name: StaticString) -> Bool {
            self.name.count == name.utf8CodeUnitCount
                && memcmp(self.name.baseAddress!, name.utf8Start, self.name.count) == 0
        }

        /// Whether the value is `value`; compared byte by byte.
        @inline(__always)
        public func isValue(_ value: StaticString) -> Bool {
            guard self.value.count == value.utf8CodeUnitCount else { return false }
            guard let base = self.value.baseAddress, self.value.count > 0 else { return true }
            return memcmp(base, value.utf8Start, self.value.count) == 0
        }
    }

    /// Calls `body` with each field until it returns false.
    @inline(__always)
    public func forEach<Failure: Error>(
        _ body: (Field) throws(Failure) -> Bool
    ) throws(Failure) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(Failure) in
            for place in places {
                guard try body(Self.field(place, UnsafeRawBufferPointer(bytes))) else { return }
            }
        }
    }

    /// Calls `body` with the field at `index`.
    public func withField<Result>(_ index: Int, _ body: (Field) -> Result) -> Result {
        let place = places[index]
        return bytes.withUnsafeBytes { body(Self.field(place, $0)) }
    }

    @inline(__always)
    private static func field(_ place: Place, _ bytes: UnsafeRawBufferPointer) -> Field {
        let start = Int(place.start)
        let middle = start &+ Int(place.nameCount)
        let end = middle &+ Int(place.valueCount)
        precondition(start >= 0 && middle >= start && end >= middle && end <= bytes.count)
        return Field(
            name: UnsafeRawBufferPointer(rebasing: bytes[start..<middle]),
            value: UnsafeRawBufferPointer(rebasing: bytes[middle..<end]),
            isSensitive: place.isSensitive)
    }

    /// The fields as text, for tests and messages.
    public var pairs: [(name: String, value: String)] {
        places.indices.map { index in
            withField(index) { field in
                (
                    String(decoding: field.name, as: UTF8.self),
                    String(decoding: field.value, as: UTF8.self)
                )
            }
        }
    }

    // MARK: Writing

    /// Appends a field. `isSensitive`: it is sent as never to be indexed (RFC 7541, 7.1.3).
    public mutating func append(_ name: String, _ value: String, isSensitive: Bool = false) {
        append(Array(name.utf8), Array(value.utf8), isSensitive: isSensitive)
    }

    /// As above, of bytes.
    public mutating func append(_ name: [UInt8], _ value: [UInt8], isSensitive: Bool = false) {
        let start = bytes.count
        bytes += name
        bytes += value
        endField(from: start, nameCount: name.count, isSensitive: isSensitive)
    }

    /// Removes all, and keeps the memory that usual lists need.
    public mutating func removeAll() {
        let keeps = bytes.capacity <= HTTP2Limits.keptFieldBytesMax
        bytes.removeAll(keepingCapacity: keeps)
        places.removeAll(keepingCapacity: keeps)
    }

    /// Appends bytes of the field that is being written.
    @inline(__always)
    mutating func write(_ part: UnsafeRawBufferPointer) { bytes.append(contentsOf: part) }

    /// Appends a byte of the field that is being written.
    @inline(__always)
    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    /// Appends bytes that it has already.
    mutating func writeAgain(_ range: Range<Int>) {
        for index in range { bytes.append(bytes[index]) }
    }

    /// Takes back what was written from `start` on.
    mutating func drop(from start: Int) { bytes.removeSubrange(start...) }

    /// Ends the field that was written from `start` on.
    @inline(__always)
    mutating func endField(from start: Int, nameCount: Int, isSensitive: Bool) {
        let valueCount = bytes.count - start - nameCount
        precondition(nameCount >= 0 && valueCount >= 0, "a value is behind its name")
        places.append(
            Place(
                start: Int32(start), nameCount: Int32(nameCount), valueCount: Int32(valueCount),
                isSensitive: isSensitive))
    }
}
