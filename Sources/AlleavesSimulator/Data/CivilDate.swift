/// A calendar day counted from 1970-01-01; the arithmetic is Howard Hinnant's
/// "chrono-Compatible Low-Level Date Algorithms", so no calendar library is loaded.
struct CivilDate: Equatable, Comparable, Sendable {
    /// Days since 1970-01-01.
    let days: Int

    init(days: Int) { self.days = days }

    init?(year: Int, month: Int, day: Int) {
        guard (1900...9999).contains(year), (1...12).contains(month) else { return nil }
        guard (1...31).contains(day) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        days = era * 146_097 + dayOfEra - 719_468
    }

    /// Reads `YYYY-MM-DD`, with anything allowed after it.
    init?(_ text: String) {
        let units = Array(text.utf8.prefix(10))
        guard units.count == 10, units[4] == 0x2D, units[7] == 0x2D else { return nil }
        guard let year = Self.number(units[0..<4]), let month = Self.number(units[5..<7]),
            let day = Self.number(units[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    private static func number(_ units: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for unit in units {
            guard unit >= 0x30, unit <= 0x39 else { return nil }
            value = value * 10 + Int(unit - 0x30)
        }
        return value
    }

    var parts: (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }

    func adding(_ count: Int) -> CivilDate { CivilDate(days: days + count) }

    func write(to buffer: ByteBuffer) {
        let (year, month, day) = parts
        buffer.padded(year, width: 4)
        buffer.byte(0x2D)
        buffer.padded(month, width: 2)
        buffer.byte(0x2D)
        buffer.padded(day, width: 2)
    }

    var text: String {
        let buffer = ByteBuffer(capacity: 64)
        write(to: buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

extension ByteBuffer {
    /// `2025-07-01T10:00:00.123`, without a zone, for a day and a millisecond of it.
    func timestamp(_ day: CivilDate, millisecond: Int, fraction: Bool = true) {
        day.write(to: self)
        byte(0x54)
        padded(millisecond / 3_600_000, width: 2)
        byte(0x3A)
        padded(millisecond / 60_000 % 60, width: 2)
        byte(0x3A)
        padded(millisecond / 1_000 % 60, width: 2)
        if !fraction { return }
        byte(0x2E)
        padded(millisecond % 1_000, width: 3)
    }
}
