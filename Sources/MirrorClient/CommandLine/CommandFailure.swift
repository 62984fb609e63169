/// Why a command ends without doing what it was asked for: printed as
/// `posmirror: message; remedy` on standard error.
public struct CommandFailure: Error, Equatable, Sendable {
    public let exitCode: ExitCode
    /// What happened, without a full stop and without secrets.
    public let message: String
    /// What to do about it; empty where the message says it all.
    public let remedy: String

    public init(_ exitCode: ExitCode, _ message: String, remedy: String = "") {
        self.exitCode = exitCode
        self.message = message
        self.remedy = remedy
    }

    /// A wrong command line.
    public static func usage(_ message: String, remedy: String = "") -> CommandFailure {
        CommandFailure(.usage, message, remedy: remedy)
    }

    /// The line for standard error, safe for a terminal.
    public var line: String {
        let text = remedy.isEmpty ? message : "\(message); \(remedy)"
        return "posmirror: \(PlainText.escaped(text))"
    }
}
