import LinuxSystem

/// The display capabilities of an output stream.
public struct TerminalCapabilities: Sendable, Equatable {
    public var isTerminal: Bool
    /// Columns; nil if lines have no limit.
    public var width: Int?
    public var hasColor: Bool

    public init(isTerminal: Bool = false, width: Int? = nil, hasColor: Bool = false) {
        self.isTerminal = isTerminal
        self.width = width
        self.hasColor = hasColor
    }

    /// The capabilities of `descriptor`: colour only on a terminal that is not `dumb`, and if
    /// NO_COLOR (https://no-color.org) is unset or empty.
    public init(descriptor: Int32, environment: (String) -> String?) {
        isTerminal = Terminal.isTerminal(descriptor)
        width = isTerminal ? Terminal.width(descriptor) ?? 80 : nil
        let refused = !(environment("NO_COLOR") ?? "").isEmpty
        hasColor = isTerminal && !refused && environment("TERM") != "dumb"
    }

    /// `text` in the colour of `style`.
    func paint(_ text: String, _ style: TextStyle) -> String {
        guard hasColor, let code = style.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// The meaning of a text, from which its colour in the terminal's palette follows.
public enum TextStyle: Sendable {
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
