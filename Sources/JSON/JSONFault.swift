/// Why bytes are not the JSON they should be (RFC 8259), and where. Never holds any of the bytes.
public struct JSONFault: Error, Equatable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The bytes end inside a value.
        case truncated
        /// A byte that the grammar does not allow here.
        case unexpectedByte
        /// A string holds bytes that are not UTF-8 (RFC 3629).
        case invalidUTF8
        /// Half of a surrogate pair is escaped in a string, and no text exists for it.
        case loneSurrogate
        /// Containers are nested deeper than the limit.
        case tooDeep
        /// Valid bytes follow the end of the value.
        case trailingBytes
        /// Well-formed, but not the value that was asked for.
        case unexpectedShape
        /// A value, or the whole, is larger than its limit.
        case tooLarge
        /// A byte that no UTF-8 text holds where it stands: UTF-16, UTF-32, or no text at all.
        case wrongEncoding
        /// Well-formed, and what it says is that something failed. Thrown by readers that know such
        /// answers, never by the parser.
        case saidFailure
    }

    public let kind: Kind
    /// Counted in bytes from the beginning of the text.
    public let offset: Int

    public init(_ kind: Kind, offset: Int) {
        self.kind = kind
        self.offset = offset
    }
}

extension JSONFault: CustomStringConvertible {
    /// A sentence for whoever wrote the text.
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
