import MirrorMessages

/// Instants in tables.
enum Moment {
    /// RFC 3339 in UTC to the second; `-` where there is none.
    static func text(_ time: WireTimestamp?) -> String {
        guard var time else { return "-" }
        time.nanos = 0
        return time.rfc3339
    }
}
