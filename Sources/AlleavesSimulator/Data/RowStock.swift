/// Where the units of a row lie.
enum StockArea: Int, Sendable, CaseIterable {
    case retail = 1000
    case damaged = 1001
    case damagedReturns = 1002
}

/// Units of one batch in one area; no area means no units.
struct RowStock: Equatable, Sendable {
    var available: Int
    var onHand: Int
    var area: StockArea?

    static let none = RowStock(available: 0, onHand: 0, area: nil)

    /// Units that may be sold: those in the retail area.
    var sellable: Int { area == .retail ? available : 0 }
}

/// Which row of an item: nearly all have only the first.
enum RowRole: Int, Sendable {
    case first = 0
    /// A younger batch of the same item, far behind in the list.
    case secondBatch = 1
    /// The first row's batch again, in a damaged area.
    case damagedTwin = 2
}
