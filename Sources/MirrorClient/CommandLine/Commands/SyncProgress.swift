import LinuxSystem
import MirrorMessages
import Synchronization

/// A line on the terminal that follows a sync while it runs.
///
/// The events come over a second connection, read by a thread of its own: the first one waits for
/// the result. Whatever happens to the second connection, the sync is not disturbed.
enum SyncProgress {
    /// Runs `body`, with progress on standard error where that is a terminal.
    static func whileRunning<Result>(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind, _ orgID: String,
        _ body: () throws -> Result
    ) throws -> Result {
        guard context.output.errorFacts.isTerminal, let watcher = try? context.connect() else {
            return try body()
        }
        let output = context.output
        let thread = SystemThread(name: "sync-progress") {
            try? watcher.watchSync(orgID: orgID) { event in
                if event.kind == kind.rawValue { ProgressLine(output).show(line(event)) }
            }
        }
        defer {
            watcher.close()
            thread.join()
            ProgressLine(output).clear()
        }
        return try body()
    }

    /// `writing 12,000 of 100,000 products (12 %)`.
    static func line(_ event: SyncEvent) -> String {
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
