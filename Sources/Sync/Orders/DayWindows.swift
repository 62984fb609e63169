import CivilTime

/// Iterates over days backwards, in windows of a length that the POS lists well.
///
/// The POS's order of listing is unknown, so a window that was not read to its end does not tell
/// what is missing: a window counts only if read completely. Its length adapts to the number of
/// orders of the previous windows.
struct DayWindows {
    private(set) var todo: DaySet
    /// Days of the next window.
    private(set) var length: Int64
    private let today: CivilDate

    /// - Parameter length: the window length of the last walk; nil for the first one.
    init(_ days: DaySet, length: Int64?, today: CivilDate) {
        todo = days
        self.length = min(max(length ?? SyncLimits.windowDaysFirst, 1), SyncLimits.windowDaysMax)
        self.today = today
    }

    /// The next window; nil at the end.
    var window: ClosedRange<CivilDate>? {
        guard let newest = todo.ranges.first else { return nil }
        // Future days hold hardly any orders.
        let top = min(newest.upperBound, max(today, newest.lowerBound))
        // A gap between stored days was read before and was incomplete: smaller windows locate the
        // fault.
        let isGap = todo.ranges.count > 1 && newest.upperBound < today
        let days = isGap ? max(1, min(length, newest.days / 2)) : length
        return max(newest.lowerBound, top + -(days - 1))...newest.upperBound
    }

    /// Records that the window was read completely, with `orders` orders.
    mutating func finished(_ window: ClosedRange<CivilDate>, orders: Int) {
        let before = todo.count
        todo.remove(window)
        precondition(todo.count < before, "a walk comes to its end")
        let days = seen(window)
        let wanted = days * SyncLimits.windowOrders / Int64(max(orders, 1))
        let most = max(length, days * SyncLimits.windowGrowth)
        length = max(1, min(wanted, most, SyncLimits.windowDaysMax))
        assert((1...SyncLimits.windowDaysMax).contains(length), "a window has days")
    }

    /// Records that the window could not be read to its end.
    mutating func failed(_ window: ClosedRange<CivilDate>) {
        length = max(1, seen(window) / 2)
    }

    private func seen(_ window: ClosedRange<CivilDate>) -> Int64 {
        max(1, min(window.upperBound, today).number - window.lowerBound.number + 1)
    }
}
