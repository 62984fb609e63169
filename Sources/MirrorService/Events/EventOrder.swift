import Synchronization

/// Keeps an event that comes late from undoing a newer one: deliveries are in no order.
///
/// In memory only: what a late event shows after a start is gone with the pull that it asks for.
final class EventOrder: Sendable {
    private struct Subject: Hashable {
        let org: String
        let id: String
    }

    /// Milliseconds since 1970 of the newest event of each product.
    private let newest = Mutex<[Subject: Int64]>([:])

    /// Whether what the event says may be shown: it is not old, and none that happened after it
    /// has been taken in. One that does not say when it happened counts as happening now.
    ///
    /// - Parameter now: microseconds since 1970.
    func isNewest(_ event: PosEvent, org: String, now: Int64) -> Bool {
        let present = now / 1000
        // When it happened it says, but not so that it can be read: it may be years ago.
        guard !event.hasTime || event.milliseconds != nil else { return false }
        // A clock that is ahead must not silence what follows.
        let time = min(event.milliseconds ?? present, present)
        guard present - time <= ServiceLimits.eventShownMilliseconds else { return false }
        guard let id = event.subjectID else { return true }
        return newest.withLock { newest in
            let subject = Subject(org: org, id: id)
            if let known = newest[subject], known > time { return false }
            newest[subject] = time
            if newest.count > ServiceLimits.eventSubjectsMax { Self.forgetHalf(&newest) }
            return true
        }
    }

    private static func forgetHalf(_ newest: inout [Subject: Int64]) {
        let times = newest.values.sorted()
        let middle = times[times.count / 2]
        newest = newest.filter { $0.value > middle }
    }
}
