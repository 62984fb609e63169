import LinuxSystem
import StatusCodes

/// Collects the reports of the parts of one run and reports their ends. Any thread.
final class FinishedParts: Sendable {
    private struct State {
        var reports: [SyncKind: SyncReport] = [:]
        var failures: [SyncKind: Status] = [:]
    }

    private let state = Monitor(State())
    private let context: SyncContext

    init(_ context: SyncContext) { self.context = context }

    /// Runs a part and keeps its report, also if it fails. ``go(on:_:)`` runs more of a part.
    func run(
        _ kind: SyncKind, isLast: Bool = true,
        _ body: (inout SyncReport) throws(Status) -> Void
    ) {
        precondition(
            state.withLock { $0.reports[kind] == nil }, "a part runs once; more of it goes on")
        context.meter.began(kind)
        perform(SyncReport(org: context.org, kind: kind), body)
        if isLast { reportEnd(of: kind) }
    }

    /// Runs more of a part; the part has failed if either has.
    func go(on kind: SyncKind, _ body: (inout SyncReport) throws(Status) -> Void) {
        guard let before = state.withLock({ $0.reports[kind] }) else {
            preconditionFailure("more of a part that has not begun")
        }
        perform(before, body)
        reportEnd(of: kind)
    }

    /// Waits until a part has ended, at most until the deadline of `context`.
    func wait(for kind: SyncKind, atMost context: SyncContext) {
        let most = max(0, context.remainingMilliseconds - SyncLimits.reserveMilliseconds / 2)
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(most) * 1_000_000
        _ = state.wait(untilNanoseconds: deadline) { $0.reports[kind] == nil ? nil : true }
    }

    private func perform(
        _ report: SyncReport, _ body: (inout SyncReport) throws(Status) -> Void
    ) {
        let start = context.monotonicMilliseconds()
        var report = report
        var failure = state.withLock { $0.failures[report.kind] }
        do throws(Status) {
            try body(&report)
        } catch {
            failure = failure.map { Status([$0, error]) } ?? error
        }
        precondition(report.org == context.org, "a part is of its run")
        report.success = failure == nil
        report.error = failure?.message ?? ""
        report.durationMs += max(0, context.monotonicMilliseconds() - start)
        state.update {
            $0.reports[report.kind] = report
            $0.failures[report.kind] = failure
        }
    }

    private func reportEnd(of kind: SyncKind) {
        context.meter.ended(kind)
        guard let report = state.withLock({ $0.reports[kind] }) else { return }
        context.forPart(kind).reportEnd(
            SyncPart(
                kind: kind, success: report.success, error: report.error,
                durationMs: report.durationMs, written: report.written))
    }

    /// Merges the parts' reports; throws with the failures, part by part.
    func put(into report: inout SyncReport) throws(Status) {
        let state = state.withLock { $0 }
        var failures: [Status] = []
        for kind in SyncKind.allCases {
            guard let part = state.reports[kind] else { continue }
            precondition(
                part.success == (state.failures[kind] == nil), "a part that failed says why")
            report.take(part)
            if let failure = state.failures[kind] {
                failures.append(Status(failure.code, "\(kind.rawValue): \(failure.message)"))
            }
        }
        guard failures.isEmpty else { throw Status(failures) }
    }
}
