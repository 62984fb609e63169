import Synchronization

/// Measures the durations of a run's phases and estimates the remaining time.
final class ProgressMeter: Sendable {
    private struct Phase {
        let phase: SyncProgress.Phase
        let start: Int64
    }

    private let monotonicMilliseconds: @Sendable () -> Int64
    private let phases = Mutex<[SyncKind: Phase]>([:])
    private let running = Mutex<Set<SyncKind>>([])

    init(monotonicMilliseconds: @escaping @Sendable () -> Int64) {
        self.monotonicMilliseconds = monotonicMilliseconds
    }

    /// Records that a part runs.
    func began(_ part: SyncKind) {
        let isNew = running.withLock { $0.insert(part).inserted }
        assert(isNew, "a part that runs does not begin")
    }

    /// Records that a part has ended.
    func ended(_ part: SyncKind) { running.withLock { _ = $0.remove(part) } }

    /// Sets the times of a step from the completed fraction of its phase.
    func measure(_ step: inout SyncProgress, fraction: Double?) {
        let going = running.withLock { $0 }
        step.running = SyncKind.allCases.filter { going.contains($0) }
        let now = monotonicMilliseconds()
        let start = phases.withLock { phases -> Int64 in
            if let known = phases[step.part], known.phase == step.phase { return known.start }
            phases[step.part] = Phase(phase: step.phase, start: now)
            return now
        }
        assert(step.remainingMs == nil, "a step is measured once")
        step.elapsedMs = max(0, now - start)
        guard let fraction, fraction > 0 else { return }
        let left = Double(step.elapsedMs) * (1 - min(1, fraction)) / fraction
        step.remainingMs = Int64(min(left, Double(SyncLimits.backfillMilliseconds)))
    }
}
