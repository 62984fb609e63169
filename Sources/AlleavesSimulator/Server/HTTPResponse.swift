import JSON

/// A response.
struct HTTPResponse {
    enum Body {
        case bytes([UInt8])
        /// Chunked; generated while it is sent.
        case stream(any BodyProducer)
    }

    var status: Int
    var headers: [(name: String, value: String)] = []
    var body: Body

    static func json(_ value: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, body: .bytes(value.bytes))
    }

    static func stream(_ producer: any BodyProducer) -> HTTPResponse {
        HTTPResponse(status: 200, body: .stream(producer))
    }

    /// An error in the vendor's form: JSON with a `message`.
    static func failure(_ status: Int, _ message: String) -> HTTPResponse {
        json(.fields(["message": .string(message)]), status: status)
    }

    static var notFound: HTTPResponse { failure(404, "Not Found") }

    /// The status line and headers, with the empty line after them.
    func head(isChunked: Bool, length: Int?, keepsAlive: Bool) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(Self.phrase(status))\r\n"
        let names = headers.map { $0.name.lowercased() }
        if !names.contains("content-type") {
            text += "Content-Type: application/json; charset=utf-8\r\n"
        }
        for header in headers { text += "\(header.name): \(header.value)\r\n" }
        if isChunked { text += "Transfer-Encoding: chunked\r\n" }
        // An override may state a wrong length.
        if let length, !names.contains("content-length") { text += "Content-Length: \(length)\r\n" }
        text += keepsAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n"
        return Array(text.utf8)
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 204: "No Content"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        default: "Status"
        }
    }
}
