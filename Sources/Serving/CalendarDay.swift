import FirestoreModel

/// Calendar dates as days since 1970.
package enum CalendarDay {
    /// The day as `YYYY-MM-DD`.
    package static func text(_ day: Int64) -> String {
        String(Timestamp(seconds: day * 86_400).rfc3339.prefix(10))
    }

    /// The day of `YYYY-MM-DD`; nil for anything else.
    package static func number(_ text: String) -> Int64? {
        guard text.utf8.count == 10, let time = Timestamp(rfc3339: text + "T00:00:00Z") else {
            return nil
        }
        return time.seconds >= 0 ? time.seconds / 86_400 : (time.seconds - 86_399) / 86_400
    }
}
