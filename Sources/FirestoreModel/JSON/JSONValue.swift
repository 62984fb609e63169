/// A JSON text as a tree (RFC 8259). Numbers keep their text, so that nothing is lost before the
/// reader knows whether it wants an integer or a double; members keep their order.
public indirect enum JSONValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    /// The member `key` of an object; of a repeated key the last one.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { ByteOrder.equal($0.key, key) }?.value
    }

    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let first), .boolean(let second)): first == second
        case (.number(let first), .number(let second)): first == second
        case (.string(let first), .string(let second)): ByteOrder.equal(first, second)
        case (.array(let first), .array(let second)): first == second
        case (.object(let first), .object(let second)):
            first.count == second.count
                && zip(first, second).allSatisfy {
                    ByteOrder.equal($0.key, $1.key) && $0.value == $1.value
                }
        default: false
        }
    }
}

/// Error of a JSON text or of its contents; the offset counts bytes of the text.
public enum JSONError: Error, Equatable, Sendable {
    /// The text is truncated or has an unexpected character.
    case malformed(offset: Int)
    /// Nested deeper than ``FirestoreLimits/jsonDepthMax``.
    case tooDeep
    /// Well-formed JSON that is not the expected REST form; names the part.
    case unexpected(StaticText)

    /// Text known at compile time, so that no document content can get into an error message.
    public struct StaticText: Equatable, Sendable, ExpressibleByStringLiteral {
        public let text: String
        public init(stringLiteral text: StaticString) { self.text = "\(text)" }
    }

    /// A short sentence for a client.
    public var message: String {
        switch self {
        case .malformed(let offset): "malformed JSON at byte \(offset)"
        case .tooDeep: "JSON nested deeper than \(FirestoreLimits.jsonDepthMax)"
        case .unexpected(let part): "JSON document: \(part.text)"
        }
    }
}
