import Alleaves
import PointOfSale
import Synchronization
import Testing

@testable import Sync

/// What is kept of batches, and for how long.
@Suite struct BatchCacheTests {
    private final class Clock: Sendable {
        let now = Atomic<Int64>(5)
    }

    private let clock = Clock()
    private let cache: BatchCache

    init() {
        let clock = clock
        cache = BatchCache(now: { clock.now.load(ordering: .relaxed) })
    }

    /// Looks up `ids`; the POS knows all but those in `unknown`. Returns what it was asked for.
    private func ask(_ ids: [Int64], unknown: Set<Int64> = []) -> [Int64] {
        var asked: [Int64] = []
        let found = cache.lookup(ids.map { .number($0) }) { ids in
            let missing = ids.compactMap { Int64("\($0)") }
            asked = missing
            let known = missing.filter { !unknown.contains($0) }
            return BatchLookup(
                batches: known.map { BatchDetails(idBatch: "\($0)") },
                missingCount: missing.count - known.count)
        }
        let known = ids.filter { !unknown.contains($0) }.sorted()
        #expect(found.batches.map(\.idBatch) == known.map { "\($0)" })
        #expect(found.missingCount == unknown.count)
        return asked
    }

    @Test func aBatchIsAskedForOnceADay() {
        #expect(ask([3, 1, 2]) == [3, 1, 2])
        #expect(ask([3, 1, 2]) == [])
        #expect(ask([4, 1]) == [4])
        clock.now.wrappingAdd(SyncLimits.batchMilliseconds - 1, ordering: .relaxed)
        #expect(ask([4, 1]) == [])
        clock.now.wrappingAdd(1, ordering: .relaxed)
        #expect(ask([4, 1]) == [4, 1])
    }

    /// Hazard D25: no answer is no knowledge.
    @Test func d25ABatchWithoutAnAnswerIsAskedForAgain() {
        #expect(ask([1, 2], unknown: [2]) == [1, 2])
        #expect(ask([1, 2], unknown: [2]) == [2])
        #expect(ask([1, 2]) == [2])
        #expect(ask([1, 2]) == [])
    }

    @Test func whatIsNotWantedAnyMoreIsForgotten() {
        #expect(ask([1, 2]) == [1, 2])
        #expect(ask([1]) == [])
        #expect(ask([1, 2]) == [2])
    }
}
