/// Counts what each product has sold, in all and over two windows that end now. Counted anew
/// from the stored orders every time, so that no order counts twice and none for ever
/// (hazard D27).
struct SalesTable {
    /// Of one product; quantities in 1/1,000.
    struct Totals: Equatable {
        var all: Int64 = 0
        var week: Int64 = 0
        var month: Int64 = 0
        /// Microseconds since 1970.
        var last: Int64?

        /// Units a day over the week.
        var velocity: Double { Double(week) / 7000 }
    }

    private let weekStart: Int64
    private let monthStart: Int64
    private(set) var products: [Int64: Totals] = [:]

    /// - Parameter now: milliseconds since 1970.
    init(now: Int64) {
        weekStart = (now - SyncLimits.saleWeekMilliseconds) * 1000
        monthStart = (now - SyncLimits.saleMonthMilliseconds) * 1000
    }

    mutating func add(_ sale: StoredSale) {
        guard sale.status.isSale else { return }
        for line in sale.lines {
            var totals = products[line.idItem] ?? Totals()
            totals.all += line.thousandths
            if let time = sale.createdAt {
                if time > weekStart { totals.week += line.thousandths }
                if time > monthStart { totals.month += line.thousandths }
                totals.last = max(totals.last ?? time, time)
            }
            products[line.idItem] = totals
        }
    }
}
