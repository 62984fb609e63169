import FuzzTargets
import Glibc
import LinuxSystem
import TestSupport

let helpText = """
    posmirror-fuzz gives made inputs to what takes bytes from outside, and checks what must hold.

    Usage: posmirror-fuzz TARGET [options] [-- ARGUMENTS OF LIBFUZZER]

      --corpus DIR    inputs to begin with: the files of DIR/TARGET (Tests/Corpus)
      --seconds N     how long (10)
      --seed S        the same seed makes the same inputs (1); not with libFuzzer
      --from N        the first input's number (0); not with libFuzzer
      --input FILE    try this input alone
      --list          the targets
      --help

    Built by `make fuzz` it is libFuzzer, guided by coverage, and what it finds lies in the current
    directory. Built otherwise, inputs are made by chance, and the one that is tried lies in
    TARGET.running while it is. Exit codes: 0 nothing found, 1 found, 2 usage.

    Examples:
      posmirror-fuzz json --seconds 60
      posmirror-fuzz json -- -runs=1000000 -max_len=8192
    """

/// The command line.
struct Arguments {
    var target = ""
    var corpus = "Tests/Corpus"
    var seconds = 10
    var seed: UInt64 = 1
    var from = 0
    var input: String?
    var rest: [String] = []

    /// Nil where it makes no sense.
    init?(_ words: [String]) {
        var words = words[...]
        while let word = words.popFirst() {
            if word == "--" {
                rest = Array(words)
                return
            }
            guard word.hasPrefix("--") else {
                target = word
                continue
            }
            guard let value = words.popFirst() else { return nil }
            switch word {
            case "--corpus": corpus = value
            case "--seconds": seconds = Int(value) ?? 10
            case "--seed": seed = UInt64(value) ?? 1
            case "--from": from = Int(value) ?? 0
            case "--input": input = value
            default: return nil
            }
        }
    }
}

func run(_ words: [String]) -> Int32 {
    if words.contains("--help") || words.isEmpty {
        print(helpText)
        return 0
    }
    if words.contains("--list") {
        print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
        return 0
    }
    guard let arguments = Arguments(words), let target = FuzzTarget.named(arguments.target) else {
        SystemProcess.writeToStandardError("posmirror-fuzz: see --help and --list\n")
        return 2
    }
    if let path = arguments.input { return tryOne(bytes(of: path), target) }
    let corpus = "\(arguments.corpus)/\(target.name)"
    let own = [
        "-max_total_time=\(arguments.seconds)", "-max_len=\(target.bytesMax)", "-verbosity=0",
        "-print_final_stats=1", "-artifact_prefix=\(target.name)-",
    ]
    if LibFuzzer.isHere {
        return LibFuzzer.run(target, own + arguments.rest + [corpus]) ?? 2
    }
    return runByChance(
        target, arguments, names(in: corpus).sorted().map { bytes(of: "\(corpus)/\($0)") })
}

func tryOne(_ input: [UInt8], _ target: FuzzTarget) -> Int32 {
    guard let broken = target.broken(input) else { return 0 }
    print("\(target.name): \(broken)")
    return 1
}

func runByChance(_ target: FuzzTarget, _ arguments: Arguments, _ corpus: [[UInt8]]) -> Int32 {
    let running = "\(target.name).running"
    let file = open(running, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
    do {
        let count = try FuzzRun(target, corpus: corpus, seed: arguments.seed).perform(
            milliseconds: arguments.seconds * 1000, from: arguments.from
        ) { _, input in
            _ = input.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
            _ = ftruncate(file, input.count)
        }
        unlink(running)
        print("\(target.name): \(count) inputs, nothing found")
        return 0
    } catch {
        print("\(error); the input is in \(running)")
        return 1
    }
}

SystemProcess.ignoreBrokenPipes()
exit(run(Array(CommandLine.arguments.dropFirst())))
