import FirestoreModel
import PointOfSale

/// A calendar day, counted from 1970-01-01.
public struct SyncDay: Comparable, Hashable, Sendable, CustomStringConvertible {
    public var number: Int64

    public init(_ number: Int64) { self.number = number }

    /// Reads `yyyy-mm-dd`; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 10, CalendarDate(text.utf8) != nil,
            let midnight = Timestamp(rfc3339: "\(text)T00:00:00Z")
        else { return nil }
        number = midnight.seconds / Self.seconds
        // Division rounds towards 1970; midnights divide evenly.
    }

    /// yyyy-mm-dd
    public var description: String {
        String(Timestamp(seconds: number * Self.seconds).rfc3339.prefix(10))
    }

    var date: CalendarDate? { CalendarDate(description.utf8) }

    public static func < (left: SyncDay, right: SyncDay) -> Bool { left.number < right.number }

    static func + (day: SyncDay, days: Int64) -> SyncDay { SyncDay(day.number + days) }

    private static let seconds: Int64 = 86_400
}
