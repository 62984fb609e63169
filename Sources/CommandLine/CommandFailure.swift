import JSON
import MirrorMessages

/// Why a command ends without doing what it was asked for: printed as
/// `posmirror: message; remedy` on standard error.
public struct CommandFailure: Error, Equatable, Sendable {
    public let exitCode: ExitCode
    /// What happened, without a full stop and without secrets.
    public let message: String
    /// What to do about it; empty where the message says it all.
    public let remedy: String
    /// What programs tell failures apart by: the daemon's code, or one of this side.
    public let code: String

    /// A failure; without `code` it has the one of its exit code.
    public init(
        _ exitCode: ExitCode, _ message: String, remedy: String = "", code: String? = nil
    ) {
        self.exitCode = exitCode
        self.message = message
        self.remedy = remedy
        self.code = code ?? exitCode.name
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

    /// The same as one JSON object.
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
