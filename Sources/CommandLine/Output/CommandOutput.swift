import JSON
import LinuxSystem
import MirrorMessages

/// The output streams of a command and the capabilities of their terminals.
public struct CommandOutput: Sendable {
    /// Results.
    public let standard: TextSink
    /// Messages and progress.
    public let error: TextSink
    public let standardFacts: TerminalCapabilities
    public let errorFacts: TerminalCapabilities
    /// Whether these are the process's own streams, so that a command may end the process.
    let isProcess: Bool
    /// Whether notes are printed as JSON objects, like failures, so that standard error has nothing
    /// else.
    var notesAreJSON = false

    public init(
        standard: TextSink, error: TextSink,
        standardFacts: TerminalCapabilities = TerminalCapabilities(),
        errorFacts: TerminalCapabilities = TerminalCapabilities(), isProcess: Bool = false
    ) {
        self.isProcess = isProcess
        self.standard = standard
        self.error = error
        self.standardFacts = standardFacts
        self.errorFacts = errorFacts
    }

    /// The standard streams of this process. REQUIRES: called once, since it owns the descriptors.
    public static func process(environment: (String) -> String?) -> CommandOutput {
        CommandOutput(
            standard: TextSink(FileDescriptor(owning: 1)),
            error: TextSink(FileDescriptor(owning: 2)),
            standardFacts: TerminalCapabilities(descriptor: 1, environment: environment),
            errorFacts: TerminalCapabilities(descriptor: 2, environment: environment),
            isProcess: true)
    }

    /// A line of results. REQUIRES: `text` is escaped or our own.
    public func line(_ text: String = "", _ style: TextStyle = .plain) {
        standard.line(standardFacts.paint(text, style))
    }

    /// A table of results.
    public func table(_ table: TextTable) { standard.write(table.text(standardFacts)) }

    /// A message on standard error.
    public func note(_ text: String) {
        if notesAreJSON {
            var writer = JSONWriter()
            writer.object { $0.member("note", text) }
            error.line(writer.text)
        } else {
            error.line(errorFacts.paint(PlainText.escaped(text), .faint))
        }
        error.flush()
    }

    /// One JSON value.
    public func json(_ text: String) {
        standard.line(standardFacts.isTerminal ? PlainText.escapedJSON(text) : text)
    }

    /// One message as JSON.
    public func json(_ message: some MirrorMessage) { json(message.json) }

    /// Flushes the buffers.
    public func flush() {
        standard.flush()
        error.flush()
    }
}
