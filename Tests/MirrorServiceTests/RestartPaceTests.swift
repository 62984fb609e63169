import Testing

@testable import MirrorService

@Suite struct RestartPaceTests {
    private static let second: UInt64 = 1_000_000_000

    @Test func theFirstRestartIsAtOnceAndTheNextAfterPausesThatDouble() {
        for (count, seconds) in [(0, 0), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (500, 60)] {
            var pace = RestartPace(count: count)
            #expect(!pace.mayRestart(at: 5))
            pace.saw(isWritable: false, at: 5)
            let due = 5 + UInt64(seconds) * Self.second
            #expect(pace.mayRestart(at: due))
            if seconds > 0 { #expect(!pace.mayRestart(at: due - 1)) }
            #expect(pace.nextCount == count + 1)
        }
    }

    @Test func aMinuteOfWritesForgetsEarlierRestarts() {
        var pace = RestartPace(count: 6)
        pace.saw(isWritable: true, at: 1)
        pace.saw(isWritable: true, at: 59 * Self.second)
        #expect(pace.nextCount == 7)
        pace.saw(isWritable: true, at: 1 + 60 * Self.second)
        pace.saw(isWritable: false, at: 70 * Self.second)
        #expect(pace.mayRestart(at: 70 * Self.second))
        #expect(pace.nextCount == 1)
    }

    @Test func aRestartThatFailsIsTriedAgainLater() {
        var pace = RestartPace(count: 0)
        pace.saw(isWritable: false, at: 0)
        #expect(pace.mayRestart(at: 0))
        pace.failed(at: 0)
        #expect(!pace.mayRestart(at: Self.second - 1))
        #expect(pace.mayRestart(at: Self.second))
    }
}
