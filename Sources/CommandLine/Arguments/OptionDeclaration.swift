/// An option of a command, as `--name` or `--name VALUE`.
public struct OptionDeclaration: Sendable, Equatable {
    /// The long name without dashes.
    public let name: String
    /// The placeholder of the value; nil for a switch.
    public let value: String?
    public let summary: String
    /// Whether the option may be repeated.
    public let isRepeatable: Bool

    /// An option with a value.
    public static func value(
        _ name: String, _ placeholder: String, _ summary: String, repeatable: Bool = false
    ) -> OptionDeclaration {
        OptionDeclaration(
            name: name, value: placeholder, summary: summary, isRepeatable: repeatable)
    }

    /// A switch.
    public static func flag(_ name: String, _ summary: String) -> OptionDeclaration {
        OptionDeclaration(name: name, value: nil, summary: summary, isRepeatable: true)
    }

    /// For commands that write documents.
    static let allowPosFields = flag(
        "allow-pos-fields", "overwrite fields of a product that are the POS's")

    /// Accepted before and after every command.
    public static let global: [OptionDeclaration] = [
        .value("socket", "PATH", "the daemon's socket (default: see Environment)"),
        .flag("json", "print one JSON value instead of text"),
        .value("timeout", "SECONDS", "give up after this long"),
        .flag("help", "show help"),
    ]
}
