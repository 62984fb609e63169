import Glibc
import LinuxSystem

/// Ctrl-C during a sync or a write: the daemon goes on with it to its end, whoever waits for it.
enum SyncInterrupt {
    /// From now on a signal ends the process with these words. To be called in the main thread
    /// before any other is there, since threads inherit what they let pass.
    static func watch(
        _ output: CommandOutput, wantsJSON: Bool, what: String,
        remedy: String = "posmirror status shows how it ends"
    ) {
        // Without the signals an interrupt ends this program, as it does any other.
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
