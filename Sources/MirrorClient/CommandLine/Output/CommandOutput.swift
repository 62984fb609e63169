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

    public init(
        standard: TextSink, error: TextSink, standardFacts: TerminalFacts = TerminalFacts(),
        errorFacts: TerminalFacts = TerminalFacts()
    ) {
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
            errorFacts: TerminalFacts(descriptor: 2, environment: environment))
    }

    /// A line of results; `text` must be ours or made safe.
    public func line(_ text: String = "", _ tone: Tone = .plain) {
        standard.line(standardFacts.paint(text, tone))
    }

    /// A table of results.
    public func table(_ table: TextTable) { standard.write(table.text(standardFacts)) }

    /// A line for people on standard error.
    public func note(_ text: String) {
        error.line(errorFacts.paint(PlainText.escaped(text), .faint))
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
