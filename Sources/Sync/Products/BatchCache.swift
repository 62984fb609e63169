import PointOfSale
import Synchronization

/// A cache of the details of a location's batches, kept for a day: they do not change, and there
/// may be a hundred thousand of them.
final class BatchCache: Sendable {
    private struct Kept {
        let details: BatchDetails
        /// Monotonic milliseconds.
        let askedAt: Int64
    }

    private let kept = Mutex<[POSID: Kept]>([:])
    private let lastAreas = Mutex<[POSArea]>([])
    private let now: @Sendable () -> Int64

    /// The location's areas as last read, a fallback for when they cannot be read.
    var areas: [POSArea] {
        get { lastAreas.withLock { $0 } }
        set { lastAreas.withLock { $0 = newValue } }
    }

    /// - Parameter now: monotonic milliseconds.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// The details of `ids`: cached ones, and those that `ask` returns for the others. A batch
    /// without an answer is requested again next time (hazard D25 of Protocol/alleaves.md); one
    /// that is no longer requested is removed.
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
        assert(next.count <= SyncLimits.keptBatchesMax, "a cache has a bound")
        assert(next.values.allSatisfy { $0.askedAt <= time }, "the monotonic clock steps back")
        kept.withLock { $0 = next }
        return BatchLookup(
            batches: found.sorted { POSID($0.idBatch) < POSID($1.idBatch) },
            missingCount: missingCount)
    }
}
