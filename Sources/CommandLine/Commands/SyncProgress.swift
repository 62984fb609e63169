import MirrorClient
import LinuxSystem
import MirrorMessages
import Synchronization

/// What a sync does while it runs: a line that is written over and over where standard error is a
/// terminal.
///
/// The events come over a second connection, read by a thread of its own: the first one waits for
/// the result. Whatever happens to the second connection, the sync is not disturbed.
public enum SyncProgress {
    /// Runs `body`, with progress on standard error where that is a terminal. An empty `orgID`
    /// follows all tenants.
    static func whileRunning<Result>(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ what: String = "the run", _ body: () throws -> Result
    ) throws -> Result {
        SyncInterrupt.watch(context.output, wantsJSON: context.wantsJSON, what: what)
        // Progress is told by the way: what hinders it must not hinder the run.
        guard context.output.errorFacts.isTerminal, let watcher = try? context.connect() else {
            return try body()
        }
        return try following(watcher, kind, orgID, context.output, body)
    }

    /// Runs `body` while the events that `watcher` hears are shown, and closes `watcher`. Where
    /// standard error is no terminal, a line tells of a step now and then.
    public static func following<Result>(
        _ watcher: MirrorClient, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ output: CommandOutput, _ body: () throws -> Result
    ) throws -> Result {
        let thread = SystemThread(name: "sync-progress") {
            var parts = Parts(kind: kind, followsAll: orgID.isEmpty)
            var steps = StepLines()
            // The run itself says why the daemon is gone.
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

    /// What is known of the parts of a run: those of a run of everything go on side by side.
    struct Parts {
        let kind: MirrorClient.SyncKind
        let followsAll: Bool
        private var org = ""
        private var lines: [(part: String, line: String)] = []

        init(kind: MirrorClient.SyncKind, followsAll: Bool) {
            self.kind = kind
            self.followsAll = followsAll
        }

        /// The line to show after an event: the parts that run now. Nil where the event is of a
        /// run that nobody waits for.
        mutating func take(_ event: SyncEvent) -> String? {
            let isOurs = event.kind == kind.rawValue
            // A run of another kind of the same tenant comes first.
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

    /// Which of many events are worth a line of their own.
    struct StepLines {
        private static let gapNanoseconds: UInt64 = 2_000_000_000
        private var phases: [String: String] = [:]
        private var last: UInt64 = 0

        /// The line for `event` where a phase begins, or nothing was said for a while.
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
            rest > 0 ? ", \(Figures.duration(milliseconds: Double(rest))) left" : ""
        }
        return counts(event) + (left ?? "")
    }

    private static func counts(_ event: SyncEvent) -> String {
        guard event.done > 0 || event.total > 0 else { return event.phase }
        let isBytes = event.unit == "bytes"
        let done = isBytes ? Figures.bytes(event.done) : Figures.grouped(event.done)
        let unit = isBytes ? "" : " \(event.unit)"
        guard event.total > 0 else { return "\(event.phase) \(done)\(unit)" }
        let total = isBytes ? Figures.bytes(event.total) : Figures.grouped(event.total)
        let percent = Int(min(100, Double(event.done) / Double(event.total) * 100))
        return "\(event.phase) \(done) of \(total)\(unit) (\(percent) %)"
    }
}
