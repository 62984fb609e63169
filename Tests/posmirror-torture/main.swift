import Glibc
import LinuxSystem
import Torture

func run() -> Int32 {
    SystemProcess.ignoreBrokenPipes()
    do throws(TortureInvocation.Usage) {
        switch try TortureInvocation.parse(Array(CommandLine.arguments.dropFirst())) {
        case .help:
            print(TortureInvocation.helpText)
            return 0
        case .run(let run, let isVerbose, let wantsJSON):
            let report = perform(run, isVerbose: isVerbose)
            print(wantsJSON ? report.json : report.text, terminator: wantsJSON ? "\n" : "")
            return report.isClean ? 0 : 1
        }
    } catch {
        SystemProcess.writeToStandardError("posmirror-torture: \(error); see --help\n")
        return 2
    }
}

func perform(_ run: TortureRun, isVerbose: Bool) -> TortureReport {
    var count = 0
    return run.perform { result in
        count += 1
        if isVerbose || !result.finds.isEmpty {
            SystemProcess.writeToStandardError(result.line + "\n")
        } else if count % 25 == 0 {
            SystemProcess.writeToStandardError("… \(count) trials\n")
        }
        return true
    }
}

exit(run())
