/// A time of day as exports write it: `10:00`, `9:05:30 PM`, `14:00:00.000Z`, `14:00-05:00`.
struct FeedClockTime: Equatable {
    /// `hh:mm`, with the seconds, fraction and offset that were written, as ISO 8601 has them.
    let text: String

    /// Nil for any other text, also for one in which something follows the time.
    init?(_ text: some Collection<UInt8>) {
        var rest = Self.trimmed(Array(text)[...])
        guard var hour = rest.popNumber(digits: 1...2), rest.popFirst() == UInt8(ascii: ":"),
            let minute = rest.popNumber(digits: 2...2), minute < 60,
            let seconds = Self.seconds(&rest)
        else { return nil }
        let isAfternoon = Self.isAfternoon(&rest)
        guard let offset = Self.offset(rest) else { return nil }
        if let isAfternoon {
            guard (1...12).contains(hour), offset.isEmpty else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard hour < 24 else { return nil }
        self.text = "\(Self.padded(hour)):\(Self.padded(minute))\(seconds)\(offset)"
    }

    /// `:30.250` as written; empty where there are none, nil where they are none.
    private static func seconds(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == UInt8(ascii: ":") else { return "" }
        rest = rest.dropFirst()
        guard let second = rest.popNumber(digits: 2...2), second < 60 else { return nil }
        guard rest.first == UInt8(ascii: ".") else { return ":\(padded(second))" }
        let fraction = rest.dropFirst().prefix { $0 &- 0x30 <= 9 }
        guard (1...9).contains(fraction.count) else { return nil }
        rest = rest.dropFirst(1 + fraction.count)
        return ":\(padded(second)).\(String(decoding: fraction, as: UTF8.self))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop { $0 == 0x20 }
        while bytes.last == 0x20 { bytes.removeLast() }
        return bytes
    }

    /// By AM or PM; nil where neither is there.
    private static func isAfternoon(_ rest: inout ArraySlice<UInt8>) -> Bool? {
        rest = trimmed(rest)
        let word = String(decoding: rest, as: UTF8.self).uppercased()
            .filter { $0 != "." && $0 != " " }
        guard word == "AM" || word == "PM" else { return nil }
        rest = []
        return word == "PM"
    }

    /// `Z` or `+hh:mm`; empty where there is none, nil where something else is.
    private static func offset(_ rest: ArraySlice<UInt8>) -> String? {
        var rest = rest
        guard let sign = rest.popFirst() else { return "" }
        if sign | 0x20 == UInt8(ascii: "z") { return rest.isEmpty ? "Z" : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let hour = rest.popNumber(digits: 2...2), hour < 15
        else { return nil }
        let head = (sign == UInt8(ascii: "-") ? "-" : "+") + padded(hour)
        if rest.isEmpty { return head }
        if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst() }
        guard let minute = rest.popNumber(digits: 2...2), minute < 60, rest.isEmpty else {
            return nil
        }
        return "\(head):\(padded(minute))"
    }
}
