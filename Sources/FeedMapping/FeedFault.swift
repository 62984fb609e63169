/// Why a feed, or the rest of it, cannot be read. Never holds a byte of the feed.
public struct FeedFault: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The bytes end inside a record, a quoted field or a compressed stream.
        case cutOff
        /// Something stands where the format does not allow it.
        case malformed
        /// Bytes that are not UTF-8 where the whole depends on them, or another encoding's mark.
        case encoding
        /// Larger than its limit.
        case tooLarge
        /// Not what the mapping says it is: no list of records where it looks for one, for example.
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
