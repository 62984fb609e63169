import Ordering

import struct Foundation.Date
import struct Foundation.TimeZone

/// The time zone of a location: turns its wall clock into instants. The module's only use of
/// Foundation.
public struct RuleZone: Sendable, Equatable {
    private let zone: TimeZone

    /// - Parameter identifier: an IANA name such as `America/New_York`; nil when unknown.
    public init?(identifier: String) {
        // Foundation reads up to a NUL, and what is stored must be what was read.
        guard identifier.utf8.allSatisfy({ 0x21...0x7E ~= $0 }),
            let zone = TimeZone(identifier: identifier)
        else { return nil }
        self.zone = zone
    }

    private init(zone: TimeZone) { self.zone = zone }

    /// UTC, for tests and for locations without a zone.
    public static let utc = RuleZone(zone: .gmt)

    /// The local calendar day at an instant, as days since 1970-01-01.
    public func localDay(milliseconds: Int64) -> Int64 {
        let seconds = milliseconds / 1000
        let local = seconds + offset(at: seconds)
        return local >= 0
            ? local / RuleDate.secondsPerDay
            : (local - RuleDate.secondsPerDay + 1) / RuleDate.secondsPerDay
    }

    /// The instant that a POS's date names, in milliseconds since 1970: a day is its first moment
    /// here, a time without a zone is local. Nil for what is no date.
    public func milliseconds(_ text: String) -> Int64? { RuleDate(text)?.startMs(in: self) }

    /// The first instant of a local day, given as days since 1970, in milliseconds since 1970.
    public func milliseconds(ofDay day: Int64) -> Int64 {
        firstInstant(localSeconds: day * RuleDate.secondsPerDay) * 1000
    }

    /// The first instant at which a local clock shows `localSeconds` (seconds since 1970 as if
    /// local were UTC). A time the clock jumps over is the instant of the jump; one shown twice is
    /// the first of the two.
    ///
    /// - Returns: seconds since 1970 in UTC.
    func firstInstant(localSeconds: Int64) -> Int64 {
        let early = localSeconds - offset(at: localSeconds - RuleDate.secondsPerDay)
        let late = localSeconds - offset(at: localSeconds + RuleDate.secondsPerDay)
        for candidate in [min(early, late), max(early, late)]
        where candidate + offset(at: candidate) == localSeconds {
            return candidate
        }
        return jump(between: min(early, late), and: max(early, late), over: localSeconds)
    }

    /// The first instant whose local time is past `localSeconds`; the jump lies in the range.
    private func jump(between low: Int64, and high: Int64, over localSeconds: Int64) -> Int64 {
        let first = (Int(low)..<Int(high)).partitionPoint { seconds in
            Int64(seconds) + offset(at: Int64(seconds)) <= localSeconds
        }
        return Int64(first)
    }

    private func offset(at seconds: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }
}
