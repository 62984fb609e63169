import Glibc
import LinuxSystem
import MirrorClient

/// Runs one workload; returns the exit code.
func run() -> Int32 {
    SystemProcess.ignoreBrokenPipes()
    do throws(BenchFailure) {
        switch try BenchInvocation.parse(Array(CommandLine.arguments.dropFirst())) {
        case .help: print(BenchHelp.text)
        case .run(let workload, let options):
            let report = try workload.measure(options)
            print(options.wantsJSON ? report.json : report.text)
        }
        return 0
    } catch {
        SystemProcess.writeToStandardError("posmirror-bench: \(error.message)\n")
        return error.exitCode
    }
}

exit(run())
