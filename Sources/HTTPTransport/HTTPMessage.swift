import LinuxSystem
import Memory

public enum HTTPMethod: String, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
}

/// A request header. A line break in its name or value fails the request. The description omits the
/// value.
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

/// An HTTP request and its limits. The description contains only method and path.
public struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
    public var method: HTTPMethod
    /// Absolute, http or https.
    public var url: String
    public var headers: [HTTPHeader]
    /// Sent with a Content-Length; empty means none.
    public var body: [UInt8]
    public var connectTimeoutMilliseconds: Int64
    /// The timeout of the whole exchange, connecting included; at least 1.
    public var totalTimeoutMilliseconds: Int64
    /// A transfer slower than this for ``lowSpeedSeconds`` is a timeout; 0 disables the check.
    public var lowSpeedBytesPerSecond: Int64
    public var lowSpeedSeconds: Int64
    /// The limit of the decompressed body.
    public var bodyBytesMax: Int
    public var cancellation: CancellationFlag?
    /// Whether the request may be sent twice. If not, it uses a new connection and is sent at most
    /// once.
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

    /// Whether the host is one of this machine's usual names.
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

/// The status and the response headers in use.
public struct HTTPResponseHead: Equatable, Sendable {
    public var status: Int
    public var retryAfter: String?
    public var contentType: String?
    /// Bytes of the body as transferred, before decompression.
    public var contentLength: Int64?
    /// The ETag header, to be returned in If-None-Match.
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

/// A complete response, of any status.
public struct HTTPResponse: Sendable {
    public var head: HTTPResponseHead
    /// The body; empty if it was streamed.
    public var body: [UInt8]
    /// The memory of the body; nil where it is not counted.
    public var lease: MemoryLease?

    public init(head: HTTPResponseHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }
}
