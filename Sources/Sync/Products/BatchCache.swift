import PointOfSale
import Synchronization

/// The details of a location's batches, kept for a day: what was packed does not change, and to
/// ask for a hundred thousand of them at every run helps nobody.
final class BatchCache: Sendable {
    private struct Kept {
        let details: BatchDetails
        /// Monotonic milliseconds.
        let askedAt: Int64
    }

    private let kept = Mutex<[POSID: Kept]>([:])
    private let lastAreas = Mutex<[POSArea]>([])
    private let now: @Sendable () -> Int64

    /// The location's areas as they were last read, for when they cannot be.
    var areas: [POSArea] {
        get { lastAreas.withLock { $0 } }
        set { lastAreas.withLock { $0 = newValue } }
    }

    /// - Parameter now: monotonic milliseconds.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// The details of `ids`: those that are kept, and what `ask` says of the others. A batch
    /// without an answer is asked for again the next time (hazard D25 of Protocol/alleaves.md); one
    /// that is not wanted any more is forgotten.
    func lookup(_ ids: [POSID], ask: ([POSID]) -> BatchLookup) -> BatchLookup {
        let time = now()
        let wanted = Set(ids)
        var next = kept.withLock { kept in
            kept.filter { id, entry in
                wanted.contains(id) && time - entry.askedAt < SyncLimits.batchMilliseconds
            }
        }
        var found = next.values.map(\.details)
        let missing = ids.filter { next[$0] == nil }
        var missingCount = 0
        if !missing.isEmpty {
            let answer = ask(missing)
            missingCount = answer.missingCount
            found += answer.batches
            for batch in answer.batches where next.count < SyncLimits.keptBatchesMax {
                next[POSID(batch.idBatch)] = Kept(details: batch, askedAt: time)
            }
        }
        kept.withLock { $0 = next }
        return BatchLookup(
            batches: found.sorted { POSID($0.idBatch) < POSID($1.idBatch) },
            missingCount: missingCount)
    }
}
