import LinuxSystem
import MirrorMessages

/// Instants in tables.
enum Moment {
    /// To the second in the time zone of this machine's user, and that zone's name, as in
    /// `2026-03-01 09:30:00 EST`; `-` where there is none.
    static func text(_ time: WireTimestamp?) -> String {
        guard let time else { return "-" }
        // A time that no calendar shows is shown as it came.
        return SystemClock.localText(secondsSince1970: time.seconds) ?? time.rfc3339
    }
}
