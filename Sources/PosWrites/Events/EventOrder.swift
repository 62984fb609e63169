import Synchronization

/// Prevents a late event from overwriting a newer one: deliveries are unordered.
///
/// In memory only: after a restart, a late event is corrected by the pull that it requests.
final class EventOrder: Sendable {
    private struct Subject: Hashable {
        let org: String
        let id: String
    }

    /// Milliseconds since 1970 of the newest event of each product.
    private let newest = Mutex<[Subject: Int64]>([:])

    /// Whether the event's data may be applied: it is recent, and no later event was applied. An
    /// event without a time counts as happening now.
    ///
    /// - Parameter now: microseconds since 1970.
    func isNewest(_ event: PosEvent, org: String, now: Int64) -> Bool {
        let present = now / 1000
        // An unreadable time may be years ago.
        guard !event.hasTime || event.milliseconds != nil else { return false }
        // A clock that is ahead must not suppress later events.
        let time = min(event.milliseconds ?? present, present)
        guard present - time <= PosWriteLimits.eventShownMilliseconds else { return false }
        guard let id = event.subjectID else { return true }
        return newest.withLock { newest in
            let subject = Subject(org: org, id: id)
            if let known = newest[subject], known > time { return false }
            newest[subject] = time
            if newest.count > PosWriteLimits.eventSubjectsMax { Self.forgetHalf(&newest) }
            return true
        }
    }

    private static func forgetHalf(_ newest: inout [Subject: Int64]) {
        let times = newest.values.sorted()
        let middle = times[times.count / 2]
        newest = newest.filter { $0.value > middle }
    }
}
