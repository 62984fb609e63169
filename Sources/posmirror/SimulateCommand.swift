import AlleavesSimulator
import Glibc
import LinuxSystem
import CommandLine

/// `posmirror simulate`: serves a simulated POS to try the mirror with.
enum SimulateCommand {
    static let command = Command(
        "simulate",
        summary: "Serve a simulated POS on 127.0.0.1 until Ctrl-C",
        details: "Prints the URL for posmirrord --alleaves-url. Options:\n\n"
            + SimulatorOptions.usage.split(separator: "\n").map { "  \($0)" }
            .joined(separator: "\n"),
        examples: [
            "posmirror simulate --products 100000 --discounts 200",
            "posmirror simulate --port 8080 --fail-rate 0.1 --latency-ms 50",
        ],
        readsItsOwnArguments: true,
        run: { context in try run(context) })

    private static func run(_ context: CommandContext) throws -> ExitCode {
        // Before the simulator starts its threads, which must not receive the signals.
        let signals = try TerminationSignals()
        let pos = try start(context.arguments.rest)
        defer { pos.stop() }
        if context.wantsJSON {
            context.output.json(#"{"base_url":"\#(pos.baseURL)","port":\#(pos.port)}"#)
        } else {
            context.output.line(pos.baseURL)
        }
        context.output.flush()
        _ = try signals.wait()
        return .ok
    }

    private static func start(_ arguments: [String]) throws(CommandFailure) -> RunningPOS {
        do throws(SimulatorError) {
            return try SimulatedPOS(try SimulatorOptions(arguments: arguments)).start()
        } catch {
            throw failure(error)
        }
    }

    /// The report of a simulator's error.
    static func failure(_ error: SimulatorError) -> CommandFailure {
        switch error {
        case .usage(let reason):
            .usage(reason, remedy: "posmirror simulate --help shows the options")
        case .file, .socket: CommandFailure(.failed, error.description)
        }
    }
}
