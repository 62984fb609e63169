/// Cuts a range of days, oldest first, into slices of a size that the POS can list well.
///
/// The POS lists orders in an order of its own, so a listing that was not read to its end says
/// nothing of what is missing. A slice is read whole or counts for nothing; its length follows
/// from how many orders the days before it had.
struct DaySlices {
    /// The first day that is not read yet.
    private(set) var next: SyncDay
    let end: SyncDay
    /// Days of the next slice.
    private var length: Int64

    init(from start: SyncDay, through end: SyncDay) {
        next = start
        self.end = end
        length = SyncLimits.sliceDaysFirst
    }

    var isDone: Bool { next > end }

    /// The slice to read next; nil when all are read.
    var slice: ClosedRange<SyncDay>? {
        isDone ? nil : next...min(next + (length - 1), end)
    }

    /// Days left to read.
    var remaining: Int64 { max(0, end.number - next.number + 1) }

    /// The slice was read whole and had so many orders.
    mutating func finished(orders: Int) {
        guard let slice else { return }
        let days = Self.days(slice)
        next = slice.upperBound + 1
        let wanted = days * SyncLimits.sliceOrders / Int64(max(orders, 1))
        length = max(1, min(wanted, length * 2, SyncLimits.sliceDaysMax))
    }

    /// The slice has more orders than are read at once; those that were, lie on so many days.
    /// False where it cannot be made shorter.
    mutating func split(daysSeen: Int64) -> Bool {
        guard let slice, Self.days(slice) > 1 else { return false }
        length = max(1, min(Self.days(slice) / 2, daysSeen * 3 / 4))
        return true
    }

    private static func days(_ slice: ClosedRange<SyncDay>) -> Int64 {
        slice.upperBound.number - slice.lowerBound.number + 1
    }
}
