/// A date as in HTTP and mail headers (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. Day name,
/// time and zone are optional.
public struct HTTPDate: Sendable {
    public let date: CivilDate
    public let year: Int64
    /// As written.
    public let time: String?
    /// As written: `GMT`, `+0100`.
    public let zone: String?

    /// Nil for any other text, and for a date that does not exist.
    public init?(_ text: String) {
        var words = text.split { $0 == " " || $0 == "," }.map(String.init)
        if let first = words.first, first.utf8.allSatisfy({ 0x41...0x5A ~= $0 & 0xDF }) {
            words.removeFirst()
        }
        guard (3...5).contains(words.count), words[0].utf8.count <= 2, let day = Int64(words[0]),
            let month = Self.months.firstIndex(of: words[1].lowercased()),
            words[2].utf8.count == 4, let year = Int64(words[2]), year > 0,
            let date = CivilDate(year: year, month: Int64(month) + 1, day: day)
        else { return nil }
        self.date = date
        self.year = year
        time = words.count > 3 ? words[3] : nil
        zone = words.count > 4 ? words[4] : nil
    }

    /// Seconds of the time `hh:mm:ss` since midnight; a leap second counts as one. Nil for an
    /// invalid time.
    public var secondsOfDay: Int64? {
        guard let time else { return nil }
        var reader = DateTimeReader(time.utf8)
        guard let hour = reader.number(digits: 2, in: 0...23), reader.take(UInt8(ascii: ":")),
            let minute = reader.number(digits: 2, in: 0...59), reader.take(UInt8(ascii: ":")),
            let second = reader.number(digits: 2, in: 0...60), reader.isAtEnd
        else { return nil }
        return hour * 3_600 + minute * 60 + second
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
