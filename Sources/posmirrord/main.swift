import Foundation
import LinuxSystem
import MirrorService

// Before any file is created: the daemon's files are accessible to its user only.
PrivateFiles.restrictNewFiles()

/// Runs the daemon until it is stopped; returns the exit code.
func run() -> Int32 {
    do throws(DaemonError) {
        let invocation = try DaemonCommandLine.parse(
            Array(CommandLine.arguments.dropFirst()),
            environment: ProcessInfo.processInfo.environment)
        switch invocation {
        case .help: print(DaemonCommandLine.help)
        case .version: print("posmirrord \(Daemon.version)")
        case .serve(let setup): try serve(setup)
        }
        return 0
    } catch {
        SystemProcess.writeToStandardError("posmirrord: \(error)\n")
        return error.kind.rawValue
    }
}

/// Serves until SIGTERM or SIGINT. SIGHUP, from a closed terminal, is ignored.
func serve(_ setup: DaemonSetup) throws(DaemonError) {
    let signals = try blockedSignals()
    SystemProcess.ignoreBrokenPipes()
    SystemProcess.mapLargeBuffers(from: ServiceLimits.mappedBytesMin)
    _ = SystemProcess.raiseDescriptorLimit()
    let log = ServiceLog(format: setup.daemon.logFormat)
    let former = SystemProcess.restarted
    restartOnAssertion(
        SystemProcess.Restart(count: (former?.count ?? 0) + 1, store: former?.store))
    guard let daemon = try startedDaemon(setup, signals, log) else { return }
    try daemon.serve(onPace: restartOnAssertion)
    print("ready \(setup.daemon.socketPath)")
    fflush(nil)
    _ = waitForTheEnd(signals, log, hold: daemon.holdingRestarts)
    // A second signal ends the process immediately.
    let second = SystemThread(name: "second-signal") {
        if waitForTheEnd(signals, log) { _exit(1) }
    }
    second.detach()
    daemon.stop()
}

/// Restarts as `next` are made, each in a row a second later than the one before,
/// when an assertion fails in RocksDB, which Debian builds with them: what was not acknowledged is
/// decided by opening the store anew. A daemon that goes on failing ends.
@Sendable
func restartOnAssertion(_ next: SystemProcess.Restart) {
    let isMade = next.count <= ServiceLimits.assertionRestartsMax
    SystemProcess.restartOnAssertion(isMade ? next : nil, pauseSeconds: next.count - 1)
}

/// Starts the daemon, as soon as there is the space that its store needs for that; nil where a
/// signal ended the waiting.
func startedDaemon(
    _ setup: DaemonSetup, _ signals: TerminationSignals, _ log: ServiceLog
) throws(DaemonError) -> Daemon? {
    var isWaiting = false
    while true {
        do throws(DaemonError) {
            return try Daemon(setup.daemon, adapters: setup.adapters, log: log)
        } catch {
            guard error.needsSpace else { throw error }
            if !isWaiting { log.error("not serving, and waiting for space: \(error)") }
            isWaiting = true
        }
        if isStopped(signals, log, withinMilliseconds: 2_000) { return nil }
    }
}

/// Whether a signal that ends the daemon comes in time.
func isStopped(
    _ signals: TerminationSignals, _ log: ServiceLog, withinMilliseconds timeout: Int
) -> Bool {
    do throws(SystemError) {
        guard
            try signals.descriptor.waitReady(for: .readable, timeoutMilliseconds: timeout)
        else { return false }
        return try signals.wait() != SIGHUP
    } catch {
        log.error("signals cannot be waited for: \(error)")
        return true
    }
}

/// REQUIRES: called before any other thread exists, so that all threads inherit the mask.
func blockedSignals() throws(DaemonError) -> TerminationSignals {
    do throws(SystemError) {
        return try TerminationSignals([SIGTERM, SIGINT, SIGHUP])
    } catch {
        throw DaemonError(.system, "\(error)")
    }
}

/// Returns at a signal that ends the daemon, or, with false, when no signal can come any more: a
/// daemon that nothing but SIGKILL could end would never drain.
///
/// A signal stays pending until `hold`, which calls its argument while the process is not replaced:
/// a process that is replaced just then finds it.
func waitForTheEnd(
    _ signals: TerminationSignals, _ log: ServiceLog, hold: (() -> Bool) -> Bool = { $0() }
) -> Bool {
    while true {
        var failure: SystemError?
        do throws(SystemError) {
            _ = try signals.descriptor.waitReady(for: .readable)
        } catch {
            failure = error
        }
        let ends =
            failure == nil
            && hold {
                do throws(SystemError) {
                    return try signals.wait() != SIGHUP
                } catch {
                    failure = error
                    return true
                }
            }
        if let failure {
            log.error("signals cannot be waited for: \(failure)")
            return false
        }
        if ends { return true }
        log.info("SIGHUP changes nothing: the configuration is read at the start")
    }
}

exit(run())
