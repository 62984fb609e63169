import PointOfSale

/// Counts the sales of each product, in total and over two windows that end now. Recounted from the
/// stored orders every time, so that no order counts twice or outside its window (hazard D27 of
/// Protocol/alleaves.md).
struct SalesTable {
    /// Totals of one product; quantities in 1/1,000, minus returns.
    struct Totals: Equatable {
        var all: Int64 = 0
        var week: Int64 = 0
        var month: Int64 = 0
        /// Microseconds since 1970.
        var last: Int64?
        /// Whether any order counted. If not, the product may still have counters of orders that no
        /// longer count.
        var isSold = false

        /// Units per day over the week.
        var velocity: Double { Double(week) / 7000 }
    }

    private let weekStart: Int64
    private let monthStart: Int64
    /// Orders placed for a later day do not count yet.
    private let end: Int64
    private(set) var products: [POSID: Totals] = [:]

    /// - Parameter now: milliseconds since 1970.
    init(now: Int64) {
        weekStart = (now - SyncLimits.saleWeekMilliseconds) * 1000
        monthStart = (now - SyncLimits.saleMonthMilliseconds) * 1000
        end = (now + SyncLimits.saleAheadMilliseconds) * 1000
    }

    mutating func add(_ sale: StoredSale) {
        for line in sale.lines {
            var totals = products[line.idItem] ?? Totals()
            let time = sale.createdAt.flatMap { $0 <= end ? $0 : nil }
            if sale.status.isSale { totals.add(line, time, weekStart, monthStart) }
            products[line.idItem] = totals
        }
    }
}

extension SalesTable.Totals {
    fileprivate mutating func add(
        _ line: StoredSale.Line, _ time: Int64?, _ weekStart: Int64, _ monthStart: Int64
    ) {
        isSold = true
        all +|= line.thousandths
        guard let time else { return }
        if time > weekStart { week +|= line.thousandths }
        if time > monthStart { month +|= line.thousandths }
        if line.thousandths > 0 { last = max(last ?? time, time) }
    }
}
