import Glibc
import LinuxSystem

/// Handles Ctrl-C during a sync or write, which the daemon completes regardless of its clients.
enum SyncInterrupt {
    /// From now on a signal ends the process with this message. REQUIRES: called on the main thread
    /// before other threads exist, because threads inherit the signal mask.
    static func watch(
        _ output: CommandOutput, wantsJSON: Bool, what: String,
        remedy: String = "posmirror status shows how it ends"
    ) {
        // Without it, an interrupt ends the program silently, as usual.
        guard output.isProcess, let signals = try? TerminationSignals() else { return }
        SystemThread(name: "sync-signals") {
            guard (try? signals.wait()) != nil else { return }
            ProgressLine(output).clear()
            let failure = CommandFailure(
                .interrupted, "interrupted; \(what) goes on in the daemon",
                remedy: remedy)
            output.error.line(wantsJSON ? failure.json : failure.line)
            output.flush()
            _exit(ExitCode.interrupted.rawValue)
        }.detach()
    }
}
