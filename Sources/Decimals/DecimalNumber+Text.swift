extension DecimalNumber {
    /// Parses `text`, surrounded by white space or not; nil for any other text, such as `1,020.50`
    /// and `$20`, which would be a guess.
    public init?(text: String) {
        var text = text
        guard let number = text.withUTF8({ DecimalNumber($0) }) else { return nil }
        self = number
    }

    /// Parses an array of bytes as above.
    public init?(_ bytes: [UInt8]) {
        guard let number = bytes.withUnsafeBufferPointer({ DecimalNumber($0) }) else { return nil }
        self = number
    }

    /// Parses bytes in memory as above.
    public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let number: DecimalNumber? = withUnsafeTemporaryAllocation(
            of: UInt8.self, capacity: bytes.count + 1
        ) { copy in
            // The scan needs a terminating byte that cannot continue a number.
            guard let base = copy.baseAddress else { return nil }
            _ = copy.initialize(from: bytes)
            copy.initializeElement(at: bytes.count, to: 0)
            return Self.lenient(UnsafeBufferPointer(start: base, count: bytes.count))
        }
        guard let number else { return nil }
        self = number
    }

    /// Parses a numeric string, surrounded by white space or not; nil for any other text. REQUIRES:
    /// the byte after `bytes` is readable and cannot continue a number.
    @inlinable
    public static func lenient(_ bytes: UnsafeBufferPointer<UInt8>) -> DecimalNumber? {
        guard var position = bytes.baseAddress else { return nil }
        let end = position + bytes.count
        while position < end, isSpace(position.pointee) { position += 1 }
        guard let number = scan(&position, strict: false), position <= end else { return nil }
        while position < end, isSpace(position.pointee) { position += 1 }
        return position == end ? number : nil
    }

    @inlinable
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    /// `value` × 10^-scale as decimal text without trailing zeros: 125000 at scale 4 is `12.5`.
    public static func text(_ value: Int64, scale: Int) -> String {
        var digits = String(value.magnitude)
        if digits.utf8.count <= scale {
            digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(scale)
        var fraction = digits.suffix(scale)
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return fraction.isEmpty ? sign + whole : "\(sign)\(whole).\(fraction)"
    }
}
