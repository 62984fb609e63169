/// The failure of an HTTP exchange.
///
/// Contains the URL's path only: never user information, query, headers or body.
public struct TransportError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// Connecting or the whole exchange took too long, or the transfer stalled.
        case timeout
        /// No connection, or it broke before the response was complete.
        case connect
        /// The TLS handshake or the server's certificate failed.
        case tls
        /// The response exceeds the request's limit.
        case tooLarge
        /// The request's ``CancellationFlag`` was raised.
        case cancelled
        /// The response is truncated, is not HTTP, or is encoded wrongly.
        case malformed
        /// The request cannot be sent, the body's receiver failed, or libcurl did.
        case other
    }

    public let kind: Kind
    /// The URL's path.
    public let path: String
    /// A constant text, or what there was no memory for.
    public let reason: String
    /// True if certainly no byte of the request reached the server; false if that is unknown.
    public let isUnsent: Bool

    public init(kind: Kind, path: String, reason: String, isUnsent: Bool = false) {
        self.kind = kind
        self.path = path
        self.reason = reason
        self.isUnsent = isUnsent
    }

    public var description: String { "\(path): \(kind.rawValue): \(reason)" }
}
