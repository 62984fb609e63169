import FirestoreModel
import TestSupport
import Testing

@testable import Catalog

/// The machine's clock is set to a wrong time and back: what is on sale, and which day it is, is
/// judged by the clock as it is now, not by what was once seen.
@Suite struct ClockStepTests {
    private static let day: Int64 = 86_400_000

    @Test func aSaleThatEndedInAWrongFutureGoesOnWhenTheClockIsBack() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            try mirror.put(
                mirror.rule("week"),
                Self.rule(from: mirror.now - Self.day, through: mirror.now + 7 * Self.day))
            #expect(try mirror.menu().map(\.salePriceCents) == [500])
            mirror.advance(milliseconds: 300 * Self.day)
            #expect(try mirror.menu().map(\.salePriceCents) == [nil])
            mirror.advance(milliseconds: -300 * Self.day)
            #expect(try mirror.menu().map(\.salePriceCents) == [500])
        }
    }

    @Test func aSaleThatBeganInAWrongFutureIsOffAgainWhenTheClockIsBack() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            try mirror.put(
                mirror.rule("later"),
                Self.rule(from: mirror.now + Self.day, through: mirror.now + 7 * Self.day))
            #expect(try mirror.menu().map(\.salePriceCents) == [nil])
            mirror.advance(milliseconds: 2 * Self.day)
            #expect(try mirror.menu().map(\.salePriceCents) == [500])
            mirror.advance(milliseconds: -2 * Self.day)
            #expect(try mirror.menu().map(\.salePriceCents) == [nil])
            #expect(mirror.catalog.advance().map { $0 > mirror.now } == true)
        }
    }

    @Test func theDayGoesBackWithTheClock() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            let today = try #require(mirror.generation).today
            mirror.advance(milliseconds: 40 * Self.day)
            #expect(mirror.generation?.today == today + 40)
            mirror.advance(milliseconds: -40 * Self.day)
            #expect(mirror.generation?.today == today)
        }
    }

    private static func rule(from start: Int64, through end: Int64) -> Fields {
        ruleFields(
            "percent", 50, ["products": ["alleaves_1"]],
            more: [
                "startDate": .timestamp(Timestamp(microseconds: start * 1000)),
                "endDate": .timestamp(Timestamp(microseconds: end * 1000)),
            ])
    }
}
