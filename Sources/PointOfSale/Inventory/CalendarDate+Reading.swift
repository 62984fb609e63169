extension CalendarDate {
    /// The date `days` days after 1970-01-01; nil outside the years 1 to 9999.
    public init?(daysSince1970 days: Int64) {
        guard (-719_162...2_932_896).contains(days) else { return nil }
        // Days since 0000-03-01, in eras of 400 years, so that a leap day ends a year.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        self.init(packed: Int32(truncatingIfNeeded: year * 10_000 + month * 100 + day))
    }

    /// A date in one of the other formats of POSs: seconds or milliseconds since 1970, or RFC 1123,
    /// both as the day in UTC. Nil for anything else, above all for ambiguous formats such as
    /// 03/04/2026.
    package init?(reading text: some Collection<UInt8>) {
        guard text.count <= POSLimits.dateBytesMax else { return nil }
        var bytes = Array(text)
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        bytes = Array(bytes.drop { $0 <= 0x20 })
        if let date = CalendarDate(bytes) {
            self = date
        } else if let date = CalendarDate.epoch(bytes) ?? CalendarDate.rfc1123(bytes) {
            self = date
        } else {
            return nil
        }
    }

    /// Whole seconds or milliseconds of the years 1973 to 2286; smaller numbers are ambiguous.
    private static func epoch(_ bytes: [UInt8]) -> CalendarDate? {
        guard let number = DecimalNumber(text: String(decoding: bytes, as: UTF8.self)),
            let value = number.scaled(0, .towardZero)
        else { return nil }
        switch value {
        case 100_000_000..<10_000_000_000:
            return CalendarDate(daysSince1970: value / 86_400)
        case 100_000_000_000..<10_000_000_000_000:
            return CalendarDate(daysSince1970: value / 86_400_000)
        default: return nil
        }
    }

    /// `Tue, 10 Feb 2026 05:00:00 GMT`; the name of the day and the time may be missing.
    private static func rfc1123(_ bytes: [UInt8]) -> CalendarDate? {
        var words = bytes.split { $0 == 0x20 || $0 == UInt8(ascii: ",") }
            .map { String(decoding: $0, as: UTF8.self).lowercased() }
        if let first = words.first, first.allSatisfy({ ("a"..."z").contains($0) }) {
            words.removeFirst()
        }
        guard words.count >= 3, words[0].count <= 2, let day = Int32(words[0]),
            let month = months.firstIndex(of: words[1]), words[2].utf8.count == 4,
            let year = Int32(words[2]), year > 0
        else { return nil }
        let date = CalendarDate(packed: year * 10_000 + (Int32(month) + 1) * 100 + day)
        return CalendarDate(date.description.utf8)
    }

    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
