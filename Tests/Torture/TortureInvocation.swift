import Glibc
import TestSupport

/// The command line of posmirror-torture.
public enum TortureInvocation {
    case help
    case run(TortureRun, isVerbose: Bool, wantsJSON: Bool)

    public struct Usage: Error, CustomStringConvertible {
        public let description: String
    }

    public static let helpText = """
        posmirror-torture does harm to a real posmirrord under load and checks what it promises.

        Usage: posmirror-torture [options]

          --mode M          \(TortureMode.allCases.map(\.rawValue).joined(separator: ", "))
                            (repeatable; all)
          --trials N        trials of each mode (10)
          --seed S          the first trial's seed; the next has S + 1 (1)
          --daemon PATH     the posmirrord (the one beside this program)
          --dir DIR         where trials have their data (/dev/shm, else /tmp)
          --keep DIR        keep the data of trials with finds there
          --verbose         a line for each trial, not only for those with finds
          --json            one JSON value instead of the table
          --help

        Modes:
        \(TortureMode.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))

        What is found: LOST (acknowledged and gone), WRONG (what nobody wrote, half a batch, an
        index or a menu that disagrees), SILENT (not as promised and nobody told), CRASH (a signal,
        a hang, a start that fails). A trial with the same mode and seed does the same again.
        Exit codes: 0 nothing found, 1 something found, 2 usage.

        Examples:
          posmirror-torture --mode kill --trials 100
          posmirror-torture --mode damage --seed 17 --trials 1 --verbose --keep /tmp/damaged
        """

    public static func parse(_ arguments: [String]) throws(Usage) -> TortureInvocation {
        var run = TortureRun(TortureSettings(daemon: BuiltProgram.path("posmirrord") ?? ""))
        var modes: [TortureMode] = []
        var isVerbose = false
        var wantsJSON = false
        var rest = arguments[...]
        while let name = rest.popFirst() {
            switch name {
            case "--help", "-h": return .help
            case "--verbose": isVerbose = true
            case "--json": wantsJSON = true
            default:
                guard let value = rest.popFirst() else {
                    throw Usage(description: "\(name) is unknown or needs a value")
                }
                try set(name, value, &run, &modes)
            }
        }
        if !modes.isEmpty { run.modes = modes }
        guard access(run.settings.daemon, X_OK) == 0 else {
            throw Usage(description: "there is no posmirrord beside this program; --daemon PATH")
        }
        return .run(run, isVerbose: isVerbose, wantsJSON: wantsJSON)
    }

    private static func set(
        _ name: String, _ value: String, _ run: inout TortureRun, _ modes: inout [TortureMode]
    ) throws(Usage) {
        switch name {
        case "--mode":
            guard let mode = TortureMode(rawValue: value) else {
                throw Usage(description: "there is no mode \(value)")
            }
            modes.append(mode)
        case "--trials":
            guard let count = Int(value), count > 0 else {
                throw Usage(description: "--trials is a number above 0, not \(value)")
            }
            run.trials = count
        case "--seed":
            guard let seed = UInt64(value) else {
                throw Usage(description: "--seed is a number, not \(value)")
            }
            run.seed = seed
        case "--daemon": run.settings.daemon = value
        case "--dir": run.settings.directory = value
        case "--keep": run.settings.keep = value
        default: throw Usage(description: "unknown option \(name)")
        }
    }
}
