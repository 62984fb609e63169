import LinuxSystem
import MirrorMessages
import Synchronization

/// A line on the terminal that follows a sync while it runs.
///
/// The events come over a second connection, read by a thread of its own: the first one waits for
/// the result. Whatever happens to the second connection, the sync is not disturbed.
enum SyncProgress {
    /// Runs `body`, with progress on standard error where that is a terminal. An empty `orgID`
    /// follows all tenants.
    static func whileRunning<Result>(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ body: () throws -> Result
    ) throws -> Result {
        guard context.output.errorFacts.isTerminal, let watcher = try? context.connect() else {
            return try body()
        }
        let output = context.output
        let thread = SystemThread(name: "sync-progress") {
            var parts = Parts(namesOrgs: orgID.isEmpty)
            try? watcher.watchSync(orgID: orgID) { event in
                if event.kind == kind.rawValue {
                    ProgressLine(output).show(parts.take(event))
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
        let namesOrgs: Bool
        private var org = ""
        private var lines: [(part: String, line: String)] = []

        init(namesOrgs: Bool) { self.namesOrgs = namesOrgs }

        /// The line to show after an event.
        mutating func take(_ event: SyncEvent) -> String {
            if event.phase == "started" || event.orgId != org {
                lines.removeAll()
                org = event.orgId
            }
            let isWhole = event.part.isEmpty || event.part == event.kind
            let name = isWhole ? "" : event.part
            lines.removeAll { $0.part == name || $0.part.isEmpty }
            let line = SyncProgress.line(event)
            lines.append((name, name.isEmpty ? line : "\(name): \(line)"))
            let all = lines.sorted { $0.part < $1.part }.map(\.line).joined(separator: " · ")
            return namesOrgs ? "\(org): \(all)" : all
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
