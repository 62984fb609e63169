import CivilTime

/// Text form: RFC 3339 as protobuf's JSON mapping uses it.
extension Timestamp {
    /// `2026-01-02T03:04:05Z`, with 3, 6 or 9 fraction digits where needed.
    public var rfc3339: String { RFC3339.text(seconds: seconds, nanos: Int64(nanos)) }

    /// Parses RFC 3339: `T` or `t`, up to 9 fraction digits, `Z` or an offset. Nil for anything
    /// else, for dates that do not exist and for instants outside the years 1 to 9999.
    public init?(rfc3339 text: String) {
        guard let (seconds, nanos) = RFC3339.parse(text) else { return nil }
        self.init(seconds: seconds, nanos: nanos)
    }
}
