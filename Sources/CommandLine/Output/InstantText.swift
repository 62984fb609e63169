import LinuxSystem
import MirrorMessages

/// Formats instants in tables.
enum InstantText {
    /// To the second, in the user's time zone with its name, such as `2026-03-01 09:30:00 EST`; `-`
    /// for nil.
    static func text(_ time: WireTimestamp?) -> String {
        guard let time else { return "-" }
        // A time outside of the calendar is shown as received.
        return SystemClock.localText(secondsSince1970: time.seconds) ?? time.rfc3339
    }
}
