/// Parses JSON texts into trees. No input traps.
public struct JSONParser {
    /// Which texts are accepted; by default exactly RFC 8259.
    public struct Options: Sendable {
        /// Nested arrays and objects, at most ``JSONLimits/readDepthMax``.
        public var depthMax = JSONLimits.depthMax
        /// The number of values.
        public var valuesMax = JSONLimits.valuesMax
        /// Accept NUL bytes after the value, with which some servers pad responses.
        public var allowsZeroPadding = false
        /// Replace half of a surrogate pair by U+FFFD instead of failing.
        public var replacesLoneSurrogates = false
        /// Replace bytes of a string that are not UTF-8 by U+FFFD instead of failing, and mark
        /// every object around it, see ``JSONValue/isSpoilt``.
        public var marksInvalidUTF8 = false

        public init() {}

        /// For responses of other people's servers: accepts whatever can be understood.
        public static let lenient: Options = {
            var options = Options()
            options.allowsZeroPadding = true
            options.replacesLoneSurrogates = true
            return options
        }()

        /// As ``lenient``, for lists of records: bytes that are not UTF-8 spoil a record, not the
        /// list.
        public static let marking: Options = {
            var options = lenient
            options.marksInvalidUTF8 = true
            return options
        }()
    }

    private let options: Options
    private let isKept: (String) -> Bool
    private var values = 0

    /// Parses a complete text; ignores a byte order mark (RFC 8259, 8.1).
    ///
    /// - Parameter isKept: returns false for keys whose values are validated but not kept, so that
    /// secrets in a response never become values.
    public static func parse(
        _ bytes: [UInt8], _ options: Options = Options(),
        keeping isKept: (String) -> Bool = { _ in true }
    ) throws(JSONFault) -> JSONValue {
        let padded = bytes + [UInt8](repeating: 0, count: JSONScanner.padding)
        let result: Result<JSONValue, JSONFault> = padded.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                return .failure(JSONFault(.truncated, offset: 0))
            }
            var scanner = JSONScanner(start: base, count: bytes.count)
            do throws(JSONFault) {
                return .success(try whole(&scanner, options, isKept))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static func whole(
        _ scanner: inout JSONScanner, _ options: Options, _ isKept: (String) -> Bool
    ) throws(JSONFault) -> JSONValue {
        try scanner.skipByteOrderMark()
        scanner.skipWhitespace()
        let value = try next(&scanner, options, keeping: isKept)
        if options.allowsZeroPadding { scanner.skipPadding() } else { scanner.skipWhitespace() }
        guard scanner.isAtEnd else { throw scanner.fault(.trailingBytes) }
        return value
    }

    /// Parses the value at the scanner's cursor and moves past it, one row of many for example. The
    /// limits in `options` apply to this value.
    public static func next(
        _ scanner: inout JSONScanner, _ options: Options = Options(),
        keeping isKept: (String) -> Bool = { _ in true }
    ) throws(JSONFault) -> JSONValue {
        precondition(options.depthMax <= JSONLimits.readDepthMax, "deeper than a stack")
        let result: Result<JSONValue, JSONFault> = withoutActuallyEscaping(isKept) { isKept in
            var parser = JSONParser(options: options, isKept: isKept)
            scanner.passesInvalidUTF8 = options.marksInvalidUTF8
            do throws(JSONFault) {
                return .success(try parser.value(&scanner, depth: 0))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(options: Options, isKept: @escaping (String) -> Bool) {
        self.options = options
        self.isKept = isKept
    }

    /// The depth limit bounds the recursion.
    private mutating func value(
        _ scanner: inout JSONScanner, depth: Int
    ) throws(JSONFault) -> JSONValue {
        values += 1
        guard values <= options.valuesMax else { throw scanner.fault(.tooLarge) }
        switch scanner.cursor.pointee {
        case UInt8(ascii: "{"): return try object(&scanner, depth: depth)
        case UInt8(ascii: "["): return try array(&scanner, depth: depth)
        case UInt8(ascii: "\""): return .string(try string(&scanner))
        case UInt8(ascii: "t"):
            try scanner.skipScalar()
            return .bool(true)
        case UInt8(ascii: "f"):
            try scanner.skipScalar()
            return .bool(false)
        case UInt8(ascii: "n"):
            try scanner.skipScalar()
            return .null
        default:
            let start = scanner.cursor
            _ = try scanner.number()
            let bytes = UnsafeBufferPointer(start: start, count: scanner.cursor - start)
            return .number(String(decoding: bytes, as: UTF8.self))
        }
    }

    private mutating func array(
        _ scanner: inout JSONScanner, depth: Int
    ) throws(JSONFault) -> JSONValue {
        var elements: [JSONValue] = []
        try open(&scanner, depth)
        guard !Self.close(&scanner, UInt8(ascii: "]")) else { return .array(elements) }
        repeat {
            elements.append(try value(&scanner, depth: depth + 1))
        } while try Self.another(&scanner, UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func object(
        _ scanner: inout JSONScanner, depth: Int
    ) throws(JSONFault) -> JSONValue {
        var members: [JSONValue.Member] = []
        let invalid = scanner.invalidSequences
        try open(&scanner, depth)
        guard !Self.close(&scanner, UInt8(ascii: "}")) else { return .object(members) }
        repeat {
            let key = try string(&scanner)
            try scanner.skipColon()
            if isKept(key) {
                members.append(.init(key, try value(&scanner, depth: depth + 1)))
            } else {
                try scanner.skipValue()
            }
        } while try Self.another(&scanner, UInt8(ascii: "}"))
        if scanner.invalidSequences != invalid {
            members.append(.init(JSONValue.spoiltKey, .bool(true)))
        }
        return .object(members)
    }

    private func open(_ scanner: inout JSONScanner, _ depth: Int) throws(JSONFault) {
        guard depth < options.depthMax else { throw scanner.fault(.tooDeep) }
        scanner.cursor += 1
        scanner.skipWhitespace()
    }

    private static func close(_ scanner: inout JSONScanner, _ closer: UInt8) -> Bool {
        guard scanner.cursor.pointee == closer else { return false }
        scanner.cursor += 1
        return true
    }

    /// After an element: whether another follows; false at the container's end.
    private static func another(
        _ scanner: inout JSONScanner, _ closer: UInt8
    ) throws(JSONFault) -> Bool {
        scanner.skipWhitespace()
        if close(&scanner, closer) { return false }
        try scanner.expect(UInt8(ascii: ","))
        scanner.skipWhitespace()
        return true
    }

    private func string(_ scanner: inout JSONScanner) throws(JSONFault) -> String {
        let quote = scanner
        try scanner.expect(UInt8(ascii: "\""))
        let start = scanner.cursor
        let isPlain = try scanner.skipString()
        let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start - 1)
        if isPlain { return String(decoding: raw, as: UTF8.self) }
        guard options.replacesLoneSurrogates || !JSONText.hasLoneSurrogate(raw) else {
            throw quote.fault(.loneSurrogate)
        }
        return String(unsafeUninitializedCapacity: raw.count) { target in
            target.baseAddress.map { JSONText.unescape(raw, into: $0) } ?? 0
        }
    }
}

extension JSONParser {
    /// The most bytes that the values of `text` can take, whatever it is: a value beyond the first
    /// begins behind one of three signs.
    public static func treeBytesMax(_ text: [UInt8]) -> Int {
        guard !text.isEmpty else { return 0 }
        var values = 1
        for byte in text
        where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
            values &+= 1
        }
        return min(values, JSONLimits.valuesMax) * JSONLimits.valueBytes + text.count
    }
}
