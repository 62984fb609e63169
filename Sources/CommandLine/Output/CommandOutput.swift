import JSON
import LinuxSystem
import MirrorMessages

/// The two streams of a command and what their readers can show.
public struct CommandOutput: Sendable {
    /// Results.
    public let standard: TextSink
    /// Messages and progress.
    public let error: TextSink
    public let standardFacts: TerminalFacts
    public let errorFacts: TerminalFacts
    /// Whether this is the process's own output, so that a command may end the process.
    let isProcess: Bool
    /// Notes are JSON objects, as failures are: nothing else comes on standard error.
    var notesAreJSON = false

    public init(
        standard: TextSink, error: TextSink, standardFacts: TerminalFacts = TerminalFacts(),
        errorFacts: TerminalFacts = TerminalFacts(), isProcess: Bool = false
    ) {
        self.isProcess = isProcess
        self.standard = standard
        self.error = error
        self.standardFacts = standardFacts
        self.errorFacts = errorFacts
    }

    /// Standard output and standard error of this process. Create it once: it owns both.
    public static func process(environment: (String) -> String?) -> CommandOutput {
        CommandOutput(
            standard: TextSink(FileDescriptor(owning: 1)),
            error: TextSink(FileDescriptor(owning: 2)),
            standardFacts: TerminalFacts(descriptor: 1, environment: environment),
            errorFacts: TerminalFacts(descriptor: 2, environment: environment),
            isProcess: true)
    }

    /// A line of results; `text` must be ours or made safe.
    public func line(_ text: String = "", _ tone: Tone = .plain) {
        standard.line(standardFacts.paint(text, tone))
    }

    /// A table of results.
    public func table(_ table: TextTable) { standard.write(table.text(standardFacts)) }

    /// A line for people on standard error.
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

    /// Writes out what is buffered.
    public func flush() {
        standard.flush()
        error.flush()
    }
}
