/// Goes through days from the newest backwards, in windows of as many days as the POS lists well.
///
/// The POS lists orders in an order of its own, so a window that was not read to its end says
/// nothing of what is missing. It is read whole or counts for nothing; its length follows from how
/// many orders the days before it had.
struct DayWalk {
    private(set) var todo: DaySet
    /// Days of the next window.
    private(set) var length: Int64
    private let today: SyncDay

    /// - Parameter length: days that the last walk found right; nil at the very first.
    init(_ days: DaySet, length: Int64?, today: SyncDay) {
        todo = days
        self.length = min(max(length ?? SyncLimits.windowDaysFirst, 1), SyncLimits.windowDaysMax)
        self.today = today
    }

    /// What to read next; nil when all is read.
    var window: ClosedRange<SyncDay>? {
        guard let newest = todo.ranges.first else { return nil }
        // Days that have not come hold next to nothing.
        let top = min(newest.upperBound, max(today, newest.lowerBound))
        // What lies between days that are stored was read before and is not whole: smaller pieces
        // find out where.
        let isGap = todo.ranges.count > 1 && newest.upperBound < today
        let days = isGap ? max(1, min(length, newest.days / 2)) : length
        return max(newest.lowerBound, top + -(days - 1))...newest.upperBound
    }

    /// The window was read and had so many orders.
    mutating func finished(_ window: ClosedRange<SyncDay>, orders: Int) {
        todo.remove(window)
        let days = seen(window)
        let wanted = days * SyncLimits.windowOrders / Int64(max(orders, 1))
        let most = max(length, days * SyncLimits.windowGrowth)
        length = max(1, min(wanted, most, SyncLimits.windowDaysMax))
    }

    /// The window could not be read to its end.
    mutating func failed(_ window: ClosedRange<SyncDay>) {
        length = max(1, seen(window) / 2)
    }

    private func seen(_ window: ClosedRange<SyncDay>) -> Int64 {
        max(1, min(window.upperBound, today).number - window.lowerBound.number + 1)
    }
}
