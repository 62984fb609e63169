/// Where the pseudo-header fields of a request are in its list, and what its fields say of the body
/// (RFC 9113, 8.2 and 8.3.1).
public struct RequestHead: Equatable, Sendable {
    /// Indexes in the list.
    public private(set) var method = 0
    public private(set) var scheme: Int?
    public private(set) var authority: Int?
    /// The index of the path; nil for CONNECT, which has none.
    public private(set) var path: Int?
    /// Bytes that the body will have; nil where the request does not say.
    public private(set) var contentLength: Int?

    /// Nothing yet.
    init() {}

    /// Checks a request's list. Throws where it is malformed; the fault is the stream's.
    init(_ fields: FieldBlock) throws(HTTP2Fault) {
        var (found, isRegular, index): ([Int?], Bool, Int) = ([nil, nil, nil, nil], false, 0)
        var isConnect = false
        try fields.forEach { field throws(HTTP2Fault) in
            if field.name.first == UInt8(ascii: ":") {
                guard !isRegular else { throw Self.malformed("a pseudo-header field is late") }
                let kind = try Self.pseudo(field)
                guard found[kind] == nil else { throw Self.malformed("twice the same field") }
                found[kind] = index
                try FieldRules.checkValue(field.value)
                if kind == Self.methodKind { isConnect = field.isValue("CONNECT") }
            } else {
                isRegular = true
                try FieldRules.check(field)
                try readContentLength(field)
            }
            index += 1
            return true
        }
        guard let method = found[Self.methodKind] else { throw Self.malformed("no :method") }
        self.method = method
        (scheme, authority, path) = (found[1], found[2], found[3])
        let isComplete =
            isConnect
            ? authority != nil && scheme == nil && path == nil : scheme != nil && path != nil
        guard isComplete else { throw Self.malformed("a pseudo-header field is missing") }
        try checkPath(fields)
    }

    /// Checks the list behind a body.
    static func checkTrailers(_ fields: FieldBlock) throws(HTTP2Fault) {
        try fields.forEach { field throws(HTTP2Fault) in
            try FieldRules.check(field)
            return true
        }
    }

    private static let methodKind = 0

    static func malformed(_ text: StaticString) -> HTTP2Fault {
        HTTP2Fault(.protocolError, text)
    }

    private static func pseudo(_ field: FieldBlock.Field) throws(HTTP2Fault) -> Int {
        if field.isNamed(":method") { return methodKind }
        if field.isNamed(":scheme") { return 1 }
        if field.isNamed(":authority") { return 2 }
        if field.isNamed(":path") { return 3 }
        throw malformed("a pseudo-header field that no request has")
    }

    private func checkPath(_ fields: FieldBlock) throws(HTTP2Fault) {
        guard let path else { return }
        let isPath = fields.withField(path) { field in
            field.value.first == UInt8(ascii: "/") || field.isValue("*")
        }
        guard isPath else { throw Self.malformed("a :path that is none") }
    }

    private mutating func readContentLength(_ field: FieldBlock.Field) throws(HTTP2Fault) {
        guard field.isNamed("content-length") else { return }
        // Fifteen digits are a petabyte, and no overflow.
        guard (1...15).contains(field.value.count) else {
            throw Self.malformed("a content-length that is no number")
        }
        var value = 0
        for byte in field.value {
            guard byte >= 0x30, byte <= 0x39 else {
                throw Self.malformed("a content-length that is no number")
            }
            value = value * 10 + Int(byte - 0x30)
        }
        guard contentLength == nil || contentLength == value else {
            throw Self.malformed("two lengths of one body")
        }
        contentLength = value
    }
}
