import TextForms

/// Parses the response headers in use (RFC 9110, 9112).
enum HeaderLine {
    /// Applies one line to `head`. A status line resets it, so that only the final response of an
    /// exchange counts (after 100 Continue, for example).
    static func apply(_ line: UnsafeRawBufferPointer, to head: inout HTTPResponseHead) {
        if line.starts(with: "HTTP/".utf8) {
            head = HTTPResponseHead(status: status(of: line))
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
        switch lowercased(line[..<colon]) {
        case "retry-after": head.retryAfter = value(line[(colon + 1)...])
        case "content-type": head.contentType = value(line[(colon + 1)...])
        case "content-length": head.contentLength = Int64(value(line[(colon + 1)...]))
        case "etag": head.entityTag = value(line[(colon + 1)...])
        case "last-modified": head.lastModified = value(line[(colon + 1)...])
        default: break
        }
    }

    private static func status(of line: UnsafeRawBufferPointer) -> Int {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return 0 }
        let digits = line[(space + 1)...].prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func lowercased(_ name: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: name.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func value(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes.trimmedOfControls.prefix(256), as: UTF8.self)
    }
}
