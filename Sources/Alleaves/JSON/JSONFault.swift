/// A JSON error (RFC 8259). Does not contain any of the bytes.
public struct JSONFault: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Kind: String, Sendable {
        /// The bytes end inside a value.
        case truncated
        /// A byte that the grammar does not allow here.
        case unexpectedByte
        /// A string holds bytes that are not UTF-8 (RFC 3629).
        case invalidUTF8
        /// Containers are nested deeper than the limit.
        case tooDeep
        /// Valid bytes follow the end of the value.
        case trailingBytes
        /// The value is not of the shape that the endpoint answers with.
        case unexpectedShape
        /// A value, or the whole, is larger than its limit.
        case tooLarge
        /// The bytes are not UTF-8 text, but UTF-16, UTF-32 or binary.
        case wrongEncoding
        /// The response reports a failure, whatever else it contains.
        case saidFailure
    }

    public let kind: Kind
    /// Counted from the first byte of the body.
    public let offset: Int

    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    public var description: String {
        switch kind {
        case .wrongEncoding:
            "the answer is not UTF-8 but UTF-16, or no text (at byte \(offset))"
        case .saidFailure: "the answer says that it failed"
        default: "JSON \(kind.rawValue) at byte \(offset)"
        }
    }
}
