import LinuxSystem

/// What the reader of an output stream can show.
public struct TerminalFacts: Sendable, Equatable {
    public var isTerminal: Bool
    /// Columns; nil where nothing limits a line.
    public var width: Int?
    public var hasColor: Bool

    public init(isTerminal: Bool = false, width: Int? = nil, hasColor: Bool = false) {
        self.isTerminal = isTerminal
        self.width = width
        self.hasColor = hasColor
    }

    /// The facts about `descriptor`: colour only on a terminal that is not `dumb` and where
    /// NO_COLOR (https://no-color.org) is unset or empty.
    public init(descriptor: Int32, environment: (String) -> String?) {
        isTerminal = Terminal.isTerminal(descriptor)
        width = isTerminal ? Terminal.width(descriptor) ?? 80 : nil
        let refused = !(environment("NO_COLOR") ?? "").isEmpty
        hasColor = isTerminal && !refused && environment("TERM") != "dumb"
    }

    /// `text` in the colour of `tone`.
    func paint(_ text: String, _ tone: Tone) -> String {
        guard hasColor, let code = tone.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// What a piece of text means; the terminal's own palette decides how it looks.
public enum Tone: Sendable {
    case plain, strong, good, warning, bad, faint

    /// The SGR parameter (ECMA-48).
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .strong: "1"
        case .good: "32"
        case .warning: "33"
        case .bad: "31"
        case .faint: "2"
        }
    }
}
