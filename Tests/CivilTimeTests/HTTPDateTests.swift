import CivilTime
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "06 Nov 1994 08:49:37 GMT", "Sun 6 nov 1994 08:49:37 GMT",
    ])
    func datesOfHTTPAreRead(text: String) throws {
        let date = try #require(HTTPDate(text))
        #expect(date.date.description == "1994-11-06" && date.year == 1994)
        #expect(date.secondsOfDay == 31_777 && date.zone == "GMT")
    }

    @Test func theTimeMayBeMissing() throws {
        let date = try #require(HTTPDate("Tue, 10 Feb 2026"))
        #expect(date.date.description == "2026-02-10")
        #expect(date.time == nil && date.zone == nil && date.secondsOfDay == nil)
    }

    @Test(arguments: [
        "", "Sun", "06/11/1994", "32 Nov 1994", "29 Feb 2026", "06 Nov 94", "06 Foo 1994",
        "06 Nov 0000", "006 Nov 1994", "06 Nov 1994 08:49:37 GMT x", "-6 Nov 1994",
    ])
    func otherTextIsNone(text: String) {
        #expect(HTTPDate(text) == nil)
    }

    @Test(arguments: ["25:00:00", "08:60:00", "08:49", "8:49:37", "08:49:61", "08:49:37Z"])
    func otherTimesAreNone(time: String) throws {
        #expect(try #require(HTTPDate("06 Nov 1994 \(time) GMT")).secondsOfDay == nil)
    }
}
