import FirestoreModel
import Testing

@testable import DocumentStore

/// The machine's clock was a year ahead for a while and is set back: the rule of
/// Protocol/firestore.md, Writes. All but the times goes on as if nothing had been.
@Suite struct ClockAheadTests {
    private static let year: Int64 = 365 * 86_400_000_000

    /// A store whose clock was ahead for two commits, and its history.
    private func withClockSetBack(
        _ body: (StoreFixture, DocumentHistory, _ ahead: Int64) throws -> Void
    ) throws {
        try withStore { fixture in
            let history = DocumentHistory(
                of: fixture.store, bytesMax: 1 << 20, microsecondsMax: 3_600_000_000)
            fixture.store.register(history)
            try fixture.store.commit([set("c/a", 1)])
            fixture.clock.now += Self.year
            try fixture.store.commit([set("c/a", 2)])
            let ahead = try fixture.store.commit([set("c/b", 1)]).commitTime
            fixture.clock.now -= Self.year
            try body(fixture, history, ahead)
        }
    }

    @Test func commitTimesStayAheadUntilTheClockIsThere() throws {
        try withClockSetBack { fixture, _, ahead in
            var last = ahead
            for step in 0..<100 {
                fixture.clock.now += 1_000
                let time = try fixture.store.commit([set("c/a", UInt8(step + 10))]).commitTime
                #expect(time == last + 1)
                last = time
                #expect(try fixture.store.get(key("c/a"))?.updateTime == time)
            }
            // A restart changes nothing of it.
            try fixture.store.close()
            try fixture.open()
            #expect(try fixture.store.commit([set("c/a", 3)]).commitTime == last + 1)
            fixture.clock.now += Self.year + 1
            let now = fixture.clock.now
            #expect(try fixture.store.commit([set("c/a", 4)]).commitTime == now)
        }
    }

    @Test func preconditionsAndTransactionsGoOn() throws {
        try withClockSetBack { fixture, _, _ in
            let time = try #require(try fixture.store.get(key("c/a"))?.updateTime)
            var write = set("c/a", 7)
            write.precondition = .updateTime(time)
            let next = try fixture.store.commit([write]).commitTime
            expect(.failedPrecondition) { try fixture.store.commit([write]) }
            write.precondition = .updateTime(next)
            try fixture.store.commit([write])
        }
    }

    /// Times that answers gave can be read at; what the clock says is before what is kept.
    @Test func timesOfAnswersCanBeReadAt() throws {
        try withClockSetBack { fixture, history, ahead in
            let value = { (time: Int64) throws in
                try ReadView(of: fixture.store, at: time, history).get(key("c/b"))?.fields.last
            }
            #expect(try value(ahead - 1) == nil)
            #expect(try value(ahead) == 1)
            fixture.clock.now += 1_000
            let later = try fixture.store.commit([set("c/b", 9)]).commitTime
            #expect(try value(ahead) == 1)
            #expect(try value(later) == 9)
            expect(.failedPrecondition) { _ = try value(fixture.clock.now) }
            expect(.invalidArgument) { _ = try value(later + 1_000_000) }
        }
    }

    /// A read in the wrong future gave a time later than any commit's, and the clock is back: it
    /// was said to be the future's.
    @Test func aReadTimeOfTheWrongFutureCanBeReadAt() throws {
        try withClockSetBack { fixture, history, ahead in
            fixture.clock.now += Self.year + 5_000_000
            let seen = try ReadView(of: fixture.store).readTime
            #expect(seen == fixture.clock.now)
            fixture.clock.now -= Self.year + 5_000_000
            let view = try ReadView(of: fixture.store, at: seen, history)
            #expect(try view.get(key("c/b"))?.fields.last == 1)
            // What is written afterwards is not in it.
            let next = try fixture.store.commit([set("c/b", 2)]).commitTime
            #expect(next > seen)
            let again = try ReadView(of: fixture.store, at: seen, history)
            #expect(try again.get(key("c/b"))?.fields.last == 1)
            #expect(ahead < seen)
        }
    }
}
