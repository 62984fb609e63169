import JSON

/// What is wrong with the JSON text of a document or value, or with what it says.
public enum DocumentJSONError: Error, Equatable, Sendable {
    /// No JSON.
    case malformed(JSONFault)
    /// A well-formed text that is not the REST form of what was asked for; says which part.
    case unexpected(StaticText)

    /// Text known at compile time, so that no document content can get into an error.
    public struct StaticText: Equatable, Sendable, ExpressibleByStringLiteral {
        public let text: String
        public init(stringLiteral text: StaticString) { self.text = "\(text)" }
    }

    /// A short sentence for a client.
    public var message: String {
        switch self {
        case .malformed(let fault): fault.description
        case .unexpected(let part): "JSON document: \(part.text)"
        }
    }
}

extension JSONValue {
    /// Parses a text that may hold the deepest document in its REST form.
    public init(document text: [UInt8]) throws(DocumentJSONError) {
        var options = JSONParser.Options()
        options.depthMax = FirestoreLimits.jsonDepthMax
        do throws(JSONFault) {
            self = try JSONParser.parse(text, options)
        } catch {
            throw .malformed(error)
        }
    }
}
