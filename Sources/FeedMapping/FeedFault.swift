/// Why a feed, or the rest of it, cannot be read. Never contains bytes of the feed.
public struct FeedFault: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The feed ends inside a record, a quoted field or a compressed stream.
        case cutOff
        /// A syntax error.
        case malformed
        /// Another encoding than UTF-8, by its byte order mark or by a part that everything depends
        /// on.
        case encoding
        /// A limit is exceeded.
        case tooLarge
        /// Not what the mapping expects, such as no list of records at its path.
        case unexpected
    }

    public let kind: Kind
    /// A sentence without a full stop.
    public let message: String

    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    public var description: String { message }
}
