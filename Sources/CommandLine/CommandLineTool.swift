import MirrorClient
import FirestoreModel
import LinuxSystem
import StatusCodes

/// The program `posmirror`: parses a command line, runs its command and reports the result.
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

    /// Runs one command line, without the program's name. Never throws or exits; all output is
    /// flushed on return.
    public func run(_ words: [String]) -> ExitCode {
        var code: ExitCode
        do {
            code = try perform(words)
        } catch {
            let failure = Self.failure(error)
            // Earlier output comes first if both streams have the same target.
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

    /// Reports a failure in the requested form, also if the command line is invalid otherwise.
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

    /// The report of any error that a command throws.
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
