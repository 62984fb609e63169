import JSON

/// A single value of a record: a text, a number as written, or a boolean.
enum FeedScalar: Equatable, Sendable {
    /// Trimmed; not empty.
    case text(String)
    case number(String)
    case flag(Bool)

    /// Nil for null, blank texts, lists and objects.
    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self.init(trimming: text)
        case .number(let text): self = .number(text)
        case .bool(let flag): self = .flag(flag)
        case .null, .array, .object: return nil
        }
    }

    /// Nil for a blank text.
    init?(trimming text: String) {
        let text = FeedText.trimmed(text)
        guard !text.isEmpty else { return nil }
        self = .text(text)
    }

    /// The number that it is or contains; `mark` is the decimal mark of texts.
    ///
    /// - Parameter allowed: what the number may say that it counts.
    func decimal(_ mark: UInt8, _ allowed: Set<FeedNumber.Mark> = []) -> FeedDecimal? {
        switch self {
        case .text(let text): FeedNumber.decimal(text, mark: mark, allowed)
        case .number(let text): FeedDecimal(text.utf8)
        case .flag: nil
        }
    }

    /// The text by which conditions and replacement tables compare.
    var text: String {
        switch self {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}
