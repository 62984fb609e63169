/// Why an HTTP exchange has no usable answer.
///
/// Holds the path only: never the host's user part, the query, a header or a body.
public struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// Connecting, the whole exchange, or a stalled transfer took too long.
        case timeout
        /// No connection, or it broke before an answer was complete.
        case connect
        /// The TLS handshake or the server's certificate failed.
        case tls
        /// The answer is larger than the request allowed.
        case tooLarge
        /// The request's ``CancellationFlag`` was raised.
        case cancelled
        /// The answer is truncated or not HTTP, or its encoding is broken.
        case malformed
        /// The request cannot be sent, the receiver of the body stopped it, or libcurl failed.
        case other
    }

    public let kind: Kind
    /// The URL's path.
    public let path: String
    /// A short fixed text about the cause.
    public let reason: String
    /// Certainly nothing of the request reached the server. Where it is false, that is open.
    public let isUnsent: Bool

    public init(kind: Kind, path: String, reason: String, isUnsent: Bool = false) {
        self.kind = kind
        self.path = path
        self.reason = reason
        self.isUnsent = isUnsent
    }

    public var description: String { "\(path): \(kind.rawValue): \(reason)" }
}
