/// The first deviation of a text from the expected JSON (RFC 8259). Never contains the text.
public struct JSONFault: Error, Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The text ends inside a value.
        case truncated
        /// A byte that the grammar does not allow at this position.
        case unexpectedByte
        /// A string is not valid UTF-8 (RFC 3629).
        case invalidUTF8
        /// A string escapes one half of a surrogate pair, which denotes no character.
        case loneSurrogate
        /// Arrays and objects are nested too deeply.
        case tooDeep
        /// Further bytes follow the value.
        case trailingBytes
        /// Well-formed, but of another structure than required.
        case unexpectedShape
        /// A value, or the whole text, exceeds its limit.
        case tooLarge
        /// A byte that cannot occur here in UTF-8: the text is UTF-16, UTF-32, or no text.
        case wrongEncoding
        /// Well-formed, and reports a failure itself. Raised by readers of such responses, never by
        /// the parser.
        case saidFailure
    }

    public let kind: Kind
    /// In bytes from the start of the text.
    public let offset: Int

    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSONFault: CustomStringConvertible {
    /// A sentence for the author of the text.
    public var description: String {
        switch kind {
        case .truncated, .unexpectedByte, .invalidUTF8, .loneSurrogate, .trailingBytes:
            "malformed JSON at byte \(offset)"
        case .tooDeep: "JSON is nested too deeply at byte \(offset)"
        case .unexpectedShape: "JSON of an unexpected shape at byte \(offset)"
        case .tooLarge: "JSON is too large at byte \(offset)"
        case .wrongEncoding: "JSON is not UTF-8 but UTF-16, or no text, at byte \(offset)"
        case .saidFailure: "the answer says that it failed"
        }
    }
}
