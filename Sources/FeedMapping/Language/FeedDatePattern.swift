import CivilTime

/// The date format of a feed, such as `MM/DD/YYYY`. Part of the mapping, because month and day
/// cannot be distinguished by their values.
struct FeedDatePattern: Equatable, Sendable {
    private enum Part: Equatable {
        case year, month, day
        case literal(UInt8)
    }

    private let parts: [Part]

    /// Nil unless `text` has YYYY, MM and DD once each, with separators.
    init?(_ text: String) {
        var parts: [Part] = []
        var rest = Substring(text)
        while let byte = rest.utf8.first {
            if rest.hasPrefix("YYYY") {
                parts.append(.year)
                rest = rest.dropFirst(4)
            } else if rest.hasPrefix("MM") {
                parts.append(.month)
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("DD") {
                parts.append(.day)
                rest = rest.dropFirst(2)
            } else if byte < 0x80, byte &- 0x30 > 9 {
                parts.append(.literal(byte))
                rest = rest.dropFirst()
            } else {
                return nil
            }
        }
        let isDate = [Part.year, .month, .day].allSatisfy { part in
            parts.count { $0 == part } == 1
        }
        guard isDate else { return nil }
        self.parts = parts
    }

    /// `yyyy-mm-dd` of a text that begins with a date in this format, ignoring a time after it; nil
    /// for any other text.
    func date(_ text: String) -> String? { split(text)?.date }

    /// A text that begins with a date in this format in the form of ISO 8601: with its time, if it
    /// has one. Nil for any other text, also where what follows the date is no time.
    func dateAndTime(_ text: String) -> String? {
        guard let (date, rest) = split(text) else { return nil }
        guard !rest.isEmpty else { return date }
        return FeedClockTime(rest).map { "\(date)T\($0.text)" }
    }

    private func split(_ text: String) -> (date: String, rest: ArraySlice<UInt8>)? {
        var rest = Array(text.utf8)[...]
        var (year, month, day) = (0, 0, 0)
        for part in parts {
            switch part {
            case .literal(let byte):
                guard rest.popFirst() == byte else { return nil }
            case .year:
                guard let value = rest.popNumber(digits: 4...4) else { return nil }
                year = value
            case .month:
                guard let value = rest.popNumber(digits: 1...2) else { return nil }
                month = value
            case .day:
                guard let value = rest.popNumber(digits: 1...2) else { return nil }
                day = value
            }
        }
        guard rest.isEmpty || rest.first == 0x20 || rest.first == UInt8(ascii: "T"),
            let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day))
        else { return nil }
        return ("\(date)", rest.dropFirst())
    }
}

extension ArraySlice<UInt8> {
    /// Consumes as many digits as there are, up to the most; nil where they are too few.
    mutating func popNumber(digits: ClosedRange<Int>) -> Int? {
        var (value, count) = (0, 0)
        while count < digits.upperBound, let byte = first, byte &- 0x30 <= 9 {
            value = value * 10 + Int(byte - 0x30)
            count += 1
            self = dropFirst()
        }
        return digits.contains(count) ? value : nil
    }
}
