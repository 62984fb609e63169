/// Decodes whole JSON texts of small endpoints.
struct JSONReader {
    private var scanner: JSONScanner
    private let isKept: (String) -> Bool
    private var values = 0

    /// Decodes `bytes`. Members whose key `isKept` refuses are checked and dropped unread, so
    /// that secrets in an answer never become values.
    static func read(
        _ bytes: [UInt8], keeping isKept: (String) -> Bool = { _ in true }
    ) throws(JSONFault) -> JSONValue {
        let padded = bytes + [UInt8](repeating: 0, count: JSONScanner.padding)
        let result: Result<JSONValue, JSONFault> = withoutActuallyEscaping(isKept) { isKept in
            padded.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else {
                    return .failure(JSONFault(.truncated, offset: 0))
                }
                let scanner = JSONScanner(start: base, count: bytes.count)
                var reader = JSONReader(scanner: scanner, isKept: isKept)
                do throws(JSONFault) {
                    return .success(try reader.whole())
                } catch {
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    private init(scanner: JSONScanner, isKept: @escaping (String) -> Bool) {
        self.scanner = scanner
        self.isKept = isKept
    }

    private mutating func whole() throws(JSONFault) -> JSONValue {
        try scanner.skipByteOrderMark()
        scanner.skipWhitespace()
        let value = try value(depth: 0)
        scanner.skipPadding()
        guard scanner.isAtEnd else { throw scanner.fault(.trailingBytes) }
        return value
    }

    /// Recursion is bounded by the depth limit.
    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth < AlleavesLimits.depthMax else { throw scanner.fault(.tooDeep) }
        values += 1
        guard values <= AlleavesLimits.valuesMax else { throw scanner.fault(.tooLarge) }
        switch scanner.cursor.pointee {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
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

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        var elements: [JSONValue] = []
        try separated(by: UInt8(ascii: "]")) { (reader) throws(JSONFault) in
            elements.append(try reader.value(depth: depth))
        }
        return .array(elements)
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        var members: [JSONValue.Member] = []
        try separated(by: UInt8(ascii: "}")) { (reader) throws(JSONFault) in
            let key = try reader.string()
            try reader.scanner.skipColon()
            if reader.isKept(key) {
                members.append(.init(key: key, value: try reader.value(depth: depth)))
            } else {
                try reader.scanner.skipValue()
            }
        }
        return .object(members)
    }

    private mutating func separated(
        by closer: UInt8, _ element: (inout JSONReader) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        scanner.cursor += 1
        scanner.skipWhitespace()
        if scanner.cursor.pointee == closer {
            scanner.cursor += 1
            return
        }
        while true {
            try element(&self)
            scanner.skipWhitespace()
            if scanner.cursor.pointee == closer {
                scanner.cursor += 1
                return
            }
            try scanner.expect(UInt8(ascii: ","))
            scanner.skipWhitespace()
        }
    }

    private mutating func string() throws(JSONFault) -> String {
        try scanner.expect(UInt8(ascii: "\""))
        let start = scanner.cursor
        let isPlain = try scanner.skipString()
        let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start - 1)
        if isPlain { return String(decoding: raw, as: UTF8.self) }
        return String(unsafeUninitializedCapacity: raw.count) { target in
            target.baseAddress.map { JSONText.unescape(raw, into: $0) } ?? 0
        }
    }
}
