/// The declaration of a command, for parsing, help and execution.
public struct Command: Sendable {
    /// A positional argument.
    public struct Argument: Sendable {
        let name: String
        let summary: String

        public init(_ name: String, _ summary: String) {
            self.name = name
            self.summary = summary
        }
    }

    /// One or two words, as in `sync products`.
    public let name: String
    let arguments: [Argument]
    let options: [OptionDeclaration]
    /// One line for the list of commands.
    let summary: String
    /// The help's text after the summary.
    let details: String
    /// Complete command lines.
    let examples: [String]
    /// Whether the command parses the words after its name itself.
    let readsItsOwnArguments: Bool
    let run: @Sendable (CommandContext) throws -> ExitCode

    /// Declares a command. `run` may throw ``CommandFailure``, ``MirrorClientError`` and errors of
    /// the document model; any other error is reported as a bug.
    public init(
        _ name: String, arguments: [Argument] = [], options: [OptionDeclaration] = [],
        summary: String, details: String = "", examples: [String],
        readsItsOwnArguments: Bool = false,
        run: @escaping @Sendable (CommandContext) throws -> ExitCode
    ) {
        self.name = name
        self.arguments = arguments
        self.options = options
        self.summary = summary
        self.details = details
        self.examples = examples
        self.readsItsOwnArguments = readsItsOwnArguments
        self.run = run
    }

    /// `posmirror sync products ORG [options]`.
    var usage: String {
        let words = ["posmirror", name] + arguments.map(\.name)
        let hasOptions = readsItsOwnArguments || !options.isEmpty
        return words.joined(separator: " ") + (hasOptions ? " [options]" : "")
    }
}
