import DocumentStore
import LinuxSystem
import StatusCodes

extension CommandContext {
    /// Runs `body` on a data directory or backup, without a daemon; its errors are the command's.
    func onStore<Result>(
        _ remedy: String = "", _ body: () throws(Status) -> Result
    ) throws(CommandFailure) -> Result {
        do throws(Status) {
            return try body()
        } catch {
            throw CommandFailure(store: error, remedy: remedy)
        }
    }
}

extension CommandFailure {
    /// The report of an error of a data directory or a backup.
    init(store error: Status, remedy: String = "") {
        let code: ExitCode =
            switch error.fault {
            case .notFound: .notFound
            case .corruption, .newerFormat: .data
            case .invalidArgument: .usage
            default: .failed
            }
        self.init(code, error.message, remedy: remedy)
    }
}

/// Words on standard error of a long work on a store: one line in place on a terminal, else one
/// every few seconds.
final class StoreProgress {
    private static let gapNanoseconds: UInt64 = 2_000_000_000
    private let output: CommandOutput
    private var last = SystemClock.monotonicNanoseconds()

    init(_ output: CommandOutput) { self.output = output }

    func show(_ text: String) {
        guard !output.errorFacts.isTerminal else { return ProgressLine(output).show(text) }
        let now = SystemClock.monotonicNanoseconds()
        guard now &- last >= Self.gapNanoseconds else { return }
        last = now
        output.note(text)
    }

    func clear() { ProgressLine(output).clear() }
}
