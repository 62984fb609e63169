import CivilTime
import Foundation
import Testing

@Suite struct CivilDateTests {
    @Test func daysAgreeWithFoundationsCalendar() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        // Foundation's calendar is the Julian one before October 1582.
        for number in stride(from: Int64(-140_000), through: 400_000, by: 37) {
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
            let date = CivilDate(number: number)
            #expect(date.parts.year == Int64(parts.year ?? 0))
            #expect(date.parts.month == Int64(parts.month ?? 0))
            #expect(date.parts.day == Int64(parts.day ?? 0))
            #expect(CivilDate(date.description) == date)
        }
    }

    @Test func everyDayOf400YearsFollowsTheOneBefore() throws {
        var date = try #require(CivilDate(year: 0, month: 3, day: 1))
        for _ in 0..<(400 * 365 + 97) {
            let (year, month, day) = date.parts
            let isLast = day == CivilDate.days(inMonth: month, of: year)
            let next = (date + 1).parts
            // One expectation a day: a hundred thousand of them take their time.
            let isRight =
                CivilDate(year: year, month: month, day: day) == date
                && next.day == (isLast ? 1 : day + 1)
                && next.month == (isLast ? month % 12 + 1 : month)
            if !isRight { Issue.record("\(date)") }
            date = date + 1
        }
        #expect(date == CivilDate(year: 400, month: 3, day: 1))
        #expect(date > date - 1)
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("0001-01-01", -719_162),
        ("9999-12-31", 2_932_896),
    ])
    func datesAreDaysSince1970(text: String, number: Int64) {
        #expect(CivilDate(text)?.number == number)
        #expect(CivilDate(number: number).description == text)
    }

    @Test(arguments: [
        "", "2026-13-01", "2026-00-01", "2026-02-29", "1900-02-29", "2026-04-31", "26-1-1",
        "0000-01-01", "2026-01-01T", "2026-01-0", "2026/01/01", "+026-01-01", "2026-01-\u{660}1",
    ])
    func otherTextIsNoDate(text: String) {
        #expect(CivilDate(text) == nil)
    }
}
