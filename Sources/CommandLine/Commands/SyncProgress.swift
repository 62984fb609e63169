import MirrorClient
import LinuxSystem
import MirrorMessages
import Synchronization

/// Shows the progress of a running sync: one line, updated in place, if standard error is a
/// terminal.
///
/// Events arrive on a second connection, which its own thread reads while the first one waits for
/// the result. Failures of the second connection do not disturb the sync.
public enum SyncProgress {
    /// Runs `body`, showing progress on standard error if that is a terminal. An empty `orgID`
    /// means all tenants.
    static func whileRunning<Result>(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ what: String = "the run", _ body: () throws -> Result
    ) throws -> Result {
        SyncInterrupt.watch(context.output, wantsJSON: context.wantsJSON, what: what)
        // Progress is optional: a failure to show it must not prevent the run.
        guard context.output.errorFacts.isTerminal, let watcher = try? context.connect() else {
            return try body()
        }
        return try following(watcher, kind, orgID, context.output, body)
    }

    /// Runs `body` while showing the events from `watcher`, then closes `watcher`. If standard
    /// error is no terminal, prints a line for some steps.
    public static func following<Result>(
        _ watcher: MirrorClient, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ output: CommandOutput, _ body: () throws -> Result
    ) throws -> Result {
        let thread = SystemThread(name: "sync-progress") {
            var parts = Parts(kind: kind, followsAll: orgID.isEmpty)
            var steps = StepLines()
            // The run's own error tells why the daemon is gone.
            try? watcher.watchSync(orgID: orgID) { event in
                guard let line = parts.take(event) else { return }
                if output.errorFacts.isTerminal {
                    ProgressLine(output).show(line)
                } else if let step = steps.take(
                    event, line, nanoseconds: SystemClock.monotonicNanoseconds())
                {
                    output.note(step)
                }
            }
        }
        defer {
            watcher.close()
            thread.join()
            ProgressLine(output).clear()
        }
        return try body()
    }

    /// The progress of a run's parts, which run concurrently when everything is synchronised.
    struct Parts {
        let kind: MirrorClient.SyncKind
        let followsAll: Bool
        private var org = ""
        private var lines: [(part: String, line: String)] = []

        init(kind: MirrorClient.SyncKind, followsAll: Bool) {
            self.kind = kind
            self.followsAll = followsAll
        }

        /// The line after an event: the parts now running. Nil for events of other runs.
        mutating func take(_ event: SyncEvent) -> String? {
            let isOurs = event.kind == kind.rawValue
            // A run of another kind for the same tenant may precede it.
            guard isOurs || !followsAll else { return nil }
            if event.phase == "started" || event.orgId != org {
                lines.removeAll()
                org = event.orgId
            }
            let isWhole = event.part.isEmpty || event.part == event.kind
            let name = isWhole ? "" : event.part
            lines.removeAll { $0.part == name || $0.part.isEmpty }
            if event.phase != "ended", event.phase != "finished" {
                let line = SyncProgress.line(event)
                lines.append((name, name.isEmpty ? line : "\(name): \(line)"))
            }
            let all = lines.sorted { $0.part < $1.part }.map(\.line).joined(separator: " · ")
            let text = isOurs ? all : "waits for sync \(event.kind): \(all)"
            return followsAll ? "\(org): \(all)" : text
        }
    }

    /// Selects the events that deserve a line.
    struct StepLines {
        private static let gapNanoseconds: UInt64 = 2_000_000_000
        private var phases: [String: String] = [:]
        private var last: UInt64 = 0

        /// The line for `event`, if a phase begins or the last line is old enough.
        mutating func take(_ event: SyncEvent, _ line: String, nanoseconds: UInt64) -> String? {
            let isNew = phases.updateValue(event.phase, forKey: event.part) != event.phase
            guard !line.isEmpty, isNew || nanoseconds &- last >= Self.gapNanoseconds else {
                return nil
            }
            last = nanoseconds
            return line
        }
    }

    /// `writing 12,000 of 100,000 products (12 %), 8.0 s left`.
    static func line(_ event: SyncEvent) -> String {
        let left = event.remainingMs.map { rest in
            rest > 0 ? ", \(NumberText.duration(milliseconds: Double(rest))) left" : ""
        }
        return counts(event) + (left ?? "")
    }

    private static func counts(_ event: SyncEvent) -> String {
        guard event.done > 0 || event.total > 0 else { return event.phase }
        let isBytes = event.unit == "bytes"
        let done = isBytes ? NumberText.bytes(event.done) : NumberText.grouped(event.done)
        let unit = isBytes ? "" : " \(event.unit)"
        guard event.total > 0 else { return "\(event.phase) \(done)\(unit)" }
        let total = isBytes ? NumberText.bytes(event.total) : NumberText.grouped(event.total)
        let percent = Int(min(100, Double(event.done) / Double(event.total) * 100))
        return "\(event.phase) \(done) of \(total)\(unit) (\(percent) %)"
    }
}
