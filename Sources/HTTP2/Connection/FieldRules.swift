/// What makes a field of HTTP/2 (RFC 9113, 8.2).
enum FieldRules {
    /// Checks a field that is no pseudo-header field.
    static func check(_ field: FieldBlock.Field) throws(HTTP2Fault) {
        guard !field.name.isEmpty else { throw RequestHead.malformed("a field without a name") }
        for byte in field.name where !isNameByte[Int(byte)] {
            throw RequestHead.malformed("a field name with a byte that names do not have")
        }
        try checkValue(field.value)
        switch field.name.count {
        case 2:
            guard !field.isNamed("te") || field.isValue("trailers") else {
                throw RequestHead.malformed("te other than trailers")
            }
        case 7, 10, 16, 17:
            if field.isNamed("upgrade") || field.isNamed("connection")
                || field.isNamed("keep-alive") || field.isNamed("proxy-connection")
                || field.isNamed("transfer-encoding")
            {
                throw RequestHead.malformed("a field of the connection")
            }
        default: break
        }
    }

    /// Checks a value: no NUL or line end in it, no white space at its ends.
    static func checkValue(_ value: UnsafeRawBufferPointer) throws(HTTP2Fault) {
        for byte in value where byte == 0 || byte == 0x0A || byte == 0x0D {
            throw RequestHead.malformed("a field value with a line end or NUL")
        }
        guard let first = value.first, let last = value.last else { return }
        guard first != 0x20, first != 0x09, last != 0x20, last != 0x09 else {
            throw RequestHead.malformed("a field value with white space around it")
        }
    }

    /// The bytes of RFC 9110's tokens, without capitals.
    private static let isNameByte: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte in "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~".utf8 {
            table[Int(byte)] = true
        }
        return table
    }()
}
