import JSON
import MirrorMessages

/// The failure of a command: printed as `posmirror: message; remedy` on standard error.
public struct CommandFailure: Error, Equatable, Sendable {
    public let exitCode: ExitCode
    /// The cause, without full stop and without secrets.
    public let message: String
    /// What the user can do; empty if the message suffices.
    public let remedy: String
    /// The machine-readable code: the daemon's, or one of the client's.
    public let code: String

    /// A failure; `code` defaults to that of its exit code.
    public init(
        _ exitCode: ExitCode, _ message: String, remedy: String = "", code: String? = nil
    ) {
        self.exitCode = exitCode
        self.message = message
        self.remedy = remedy
        self.code = code ?? exitCode.name
    }

    /// An invalid command line.
    public static func usage(_ message: String, remedy: String = "") -> CommandFailure {
        CommandFailure(.usage, message, remedy: remedy)
    }

    /// The line for standard error, escaped for terminals.
    public var line: String {
        let text = remedy.isEmpty ? message : "\(message); \(remedy)"
        return "posmirror: \(PlainText.escaped(text))"
    }

    /// The failure as one JSON object.
    public var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("code", code)
            writer.member("message", message)
            if !remedy.isEmpty { writer.member("remedy", remedy) }
            writer.member("exit_code", exitCode.rawValue)
        }
        return writer.text
    }
}
