import LinuxSystem

public enum HTTPMethod: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
}

/// A header line to send. A name or value with a line break is refused when sent. Its description
/// does not show the value.
public struct HTTPHeader: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    public var description: String { "\(name): (redacted)" }
    public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// One exchange to make, with its limits. Its description shows the method and path only.
public struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
    public var method: HTTPMethod
    /// Absolute, http or https.
    public var url: String
    public var headers: [HTTPHeader]
    /// Sent with a Content-Length; empty means no body.
    public var body: [UInt8]
    public var connectTimeoutMilliseconds: Int64
    /// For the whole exchange, connecting included; at least 1.
    public var totalTimeoutMilliseconds: Int64
    /// The exchange fails as a timeout when slower than this for ``lowSpeedSeconds``; 0 disables.
    public var lowSpeedBytesPerSecond: Int64
    public var lowSpeedSeconds: Int64
    /// Bytes of the body after decompression.
    public var bodyBytesMax: Int
    public var cancellation: CancellationFlag?
    /// False where a second arrival would do harm: the request then gets a connection of its own
    /// and is sent once, whatever becomes of it.
    public var isRepeatable = true

    public init(
        method: HTTPMethod, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
        connectTimeoutMilliseconds: Int64 = 10_000, totalTimeoutMilliseconds: Int64 = 60_000,
        lowSpeedBytesPerSecond: Int64 = 1, lowSpeedSeconds: Int64 = 30,
        bodyBytesMax: Int = 64 << 20, cancellation: CancellationFlag? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
        self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
        self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
        self.lowSpeedSeconds = lowSpeedSeconds
        self.bodyBytesMax = bodyBytesMax
        self.cancellation = cancellation
    }

    public var description: String { "\(method.rawValue) \(path)" }
    public var customMirror: Mirror { Mirror(self, children: ["path": path]) }

    /// The URL without scheme, host, query and fragment; what errors and logs may show.
    public var path: String {
        let path = split.rest.prefix { $0 != "?" && $0 != "#" }
        return path.isEmpty ? "/" : String(path)
    }

    /// True if the host is this machine by its usual names.
    var isLoopback: Bool {
        let host = split.authority
        return ["127.0.0.1", "localhost", "[::1]"].contains { name in
            host == name || host.hasPrefix(name + ":")
        }
    }

    private var split: (authority: Substring, rest: Substring) {
        var rest = Substring(url)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return (authority, rest[authority.endIndex...])
    }
}

/// The status line and the headers in use.
public struct HTTPResponseHead: Equatable, Sendable {
    public var status: Int
    public var retryAfter: String?
    public var contentType: String?
    /// Of the body as sent, before decompression.
    public var contentLength: Int64?
    /// What the server knows this state of the document by, as it is sent back to ask for another.
    public var entityTag: String?
    public var lastModified: String?

    public init(
        status: Int, retryAfter: String? = nil, contentType: String? = nil,
        contentLength: Int64? = nil
    ) {
        self.status = status
        self.retryAfter = retryAfter
        self.contentType = contentType
        self.contentLength = contentLength
    }

    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// A complete answer, whatever its status.
public struct HTTPResponse: Sendable {
    public var head: HTTPResponseHead
    /// The body, unless it was streamed.
    public var body: [UInt8]

    public init(head: HTTPResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}
