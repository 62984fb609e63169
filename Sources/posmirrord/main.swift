import Foundation
import LinuxSystem
import MirrorService

/// Runs the daemon until it is told to stop; the exit code is the process's.
func run() -> Int32 {
    do throws(DaemonError) {
        let invocation = try DaemonCommandLine.parse(
            Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment)
        switch invocation {
        case .help: print(DaemonCommandLine.help)
        case .version: print("posmirrord \(Daemon.version)")
        case .serve(let configuration): try serve(configuration)
        }
        return 0
    } catch {
        SystemProcess.writeToStandardError("posmirrord: \(error)\n")
        return error.kind.rawValue
    }
}

/// Serves until SIGTERM or SIGINT.
func serve(_ configuration: DaemonConfiguration) throws(DaemonError) {
    let signals = try blockedSignals()
    SystemProcess.ignoreBrokenPipes()
    _ = SystemProcess.raiseDescriptorLimit()
    let daemon = try started(configuration)
    print("ready \(configuration.socketPath)")
    fflush(nil)
    _ = try? signals.wait()
    // A second signal ends the process at once.
    let second = SystemThread(name: "second-signal") {
        _ = try? signals.wait()
        _exit(1)
    }
    second.detach()
    daemon.stop()
}

/// Must run before any other thread exists, so that every thread inherits the mask.
func blockedSignals() throws(DaemonError) -> TerminationSignals {
    do throws(SystemError) {
        return try TerminationSignals()
    } catch {
        throw DaemonError(.system, "\(error)")
    }
}

func started(_ configuration: DaemonConfiguration) throws(DaemonError) -> Daemon {
    let log = ServiceLog(format: configuration.logFormat)
    let daemon = try Daemon(configuration, log: log)
    try daemon.serve()
    return daemon
}

exit(run())
