import MirrorClient
import FirestoreModel
import LinuxSystem
import StatusCodes

/// The program `posmirror`: parses a command line, runs its command and says how it went.
public struct CommandLineTool: Sendable {
    /// The version that `--version` prints.
    public static let version = "0.1.0"

    let commands: [Command]
    let output: CommandOutput
    let defaultSocket: String

    /// A tool with `commands`.
    public init(commands: [Command], output: CommandOutput, defaultSocket: String) {
        self.commands = commands
        self.output = output
        self.defaultSocket = defaultSocket
    }

    /// Runs one command line, without the program's name. Never throws and never ends the
    /// process: all that is printed is flushed when it returns.
    public func run(_ words: [String]) -> ExitCode {
        var code: ExitCode
        do {
            code = try perform(words)
        } catch {
            let failure = Self.failure(error)
            // What was printed so far comes first, where both streams go to one place.
            output.standard.flush()
            say(failure, words)
            code = failure.exitCode
        }
        output.flush()
        if let failure = output.standard.failure {
            say(CommandFailure(.internal, "standard output: \(failure)"), words)
            output.error.flush()
            code = .internal
        }
        return code
    }

    /// In the form that the command line asked for, which may be wrong in all else.
    private func say(_ failure: CommandFailure, _ words: [String]) {
        let wantsJSON = words.prefix { $0 != "--" }.contains("--json")
        output.error.line(wantsJSON ? failure.json : failure.line)
    }

    private func perform(_ words: [String]) throws -> ExitCode {
        let help = HelpText(commands: commands, facts: output.standardFacts)
        switch try ArgumentParser(commands: commands).parse(words) {
        case .version: output.standard.line("posmirror \(Self.version)")
        case .help(nil): output.standard.write(help.program())
        case .help(let command?): output.standard.write(help.command(command))
        case .run(let command, let arguments): return try command.run(context(arguments))
        }
        return .ok
    }

    private func context(_ arguments: ParsedArguments) throws(CommandFailure) -> CommandContext {
        let timeouts = 1...CommandLineLimits.timeoutSecondsMax
        var output = output
        output.notesAreJSON = arguments.has("json")
        return CommandContext(
            arguments: arguments, output: output, wantsJSON: arguments.has("json"),
            socket: arguments.value("socket") ?? defaultSocket,
            timeoutSeconds: try arguments.integer("timeout", in: timeouts))
    }

    /// The failure that stands for any error a command may throw.
    static func failure(_ error: any Error) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as MirrorClientError: CommandFailure(error)
        case let error as Status where error.code == .invalidArgument: .usage(error.message)
        case let error as Status: CommandFailure(.internal, error.message)
        case let error as SystemError: CommandFailure(.failed, "\(error)")
        default: CommandFailure(.internal, "a fault of this program: \(type(of: error))")
        }
    }
}
