/// Limits of sessions and their verification.
enum AccessLimits {
    /// Bytes of a user's session token; JWTs with many claims have a few thousand.
    static let sessionTokenBytesMax = 16_384
    /// Timeout of one introspection, which a caller waits for, milliseconds.
    static let introspectionMilliseconds: Int64 = 5_000
    /// Bytes of an introspection's response: a few claims.
    static let introspectionBytesMax = 65_536
    /// Cached responses of each kind, a few hundred bytes each.
    static let introspectionEntriesMax = 10_000
    /// Milliseconds that a refusal is cached; short, so that a new token becomes valid soon.
    static let introspectionRefusedMilliseconds: Int64 = 10_000
    /// Milliseconds that a response without an expiry is cached.
    static let introspectionUndatedMilliseconds: Int64 = 60_000
    /// Microseconds by which a session may seem to begin later than now: small corrections of the
    /// clock. One from further ahead was made while the clock was wrong.
    static let sessionClockMicroseconds: Int64 = 300_000_000
}
