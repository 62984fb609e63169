/// Formats numbers for people.
public enum NumberText {
    /// `1,234,567`.
    public static func grouped(_ value: some BinaryInteger) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1,234,567`; `-` for nil.
    static func known(_ value: Int64?) -> String { value.map { grouped($0) } ?? "-" }

    /// A duration of whole milliseconds.
    static func duration(_ milliseconds: Int64) -> String {
        duration(milliseconds: Double(milliseconds))
    }

    /// `1 document`, `2,000 documents`.
    static func counted(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// A quantity: whole numbers without a fraction, others with at most two decimals.
    public static func quantity(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
        if value == value.rounded() { return grouped(Int64(value)) }
        let hundredths = Int64((abs(value) * 100).rounded())
        let (whole, rest) = hundredths.quotientAndRemainder(dividingBy: 100)
        var fraction = rest < 10 ? "0\(rest)" : "\(rest)"
        if fraction.hasSuffix("0") { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return rest == 0 ? sign + grouped(whole) : "\(sign)\(grouped(whole)).\(fraction)"
    }

    /// `512 B`, `1.5 KB`, `2.0 GB`, in powers of 1000.
    public static func bytes(_ count: Int64) -> String {
        guard count >= 1000 else { return "\(count) B" }
        var (value, unit) = (Double(count) / 1000, 0)
        let units = ["KB", "MB", "GB", "TB", "PB", "EB"]
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return "\(tenths(value)) \(units[unit])"
    }

    /// `0.4 ms`, `845 ms`, `12.3 s`, `4 min 05 s`, `3 h 02 min`, `9 d 04 h`.
    public static func duration(milliseconds: Double) -> String {
        guard milliseconds.isFinite, milliseconds >= 0 else { return "-" }
        if milliseconds < 10 { return "\(tenths(milliseconds)) ms" }
        if milliseconds < 1000 { return "\(Int64(milliseconds.rounded())) ms" }
        if milliseconds < 60_000 { return "\(tenths(milliseconds / 1000)) s" }
        let seconds = Int64(min(milliseconds / 1000, 1e12).rounded())
        if seconds < 3600 { return "\(seconds / 60) min \(twoDigits(seconds % 60)) s" }
        let minutes = seconds / 60
        if minutes < 1440 { return "\(minutes / 60) h \(twoDigits(minutes % 60)) min" }
        return "\(minutes / 1440) d \(twoDigits(minutes / 60 % 24)) h"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
