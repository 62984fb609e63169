import Memory
import Testing

@testable import MirrorService

@Suite struct TrimPaceTests {
    @Test func memoryIsGivenBackAfterMuchWasFreedButNotAllTheTime() {
        var pace = TrimPace()
        let start: UInt64 = 10_000_000_000
        let soon = start + MemoryLimits.trimNanoseconds
        let much = MemoryLimits.trimBytes
        let looks = [
            (much - 1, start), (much, start), (2 * much - 1, soon), (9 * much, soon - 1),
            (9 * much, soon),
        ]
        let due = looks.map { pace.isDue(releasedBytes: $0.0, at: $0.1) }
        #expect(due == [false, true, false, false, true])
    }
}
