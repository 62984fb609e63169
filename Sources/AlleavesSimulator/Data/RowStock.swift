/// The area that holds a row's units.
enum StockArea: Int, Sendable, CaseIterable {
    case retail = 1000
    case damaged = 1001
    case damagedReturns = 1002
}

/// The units of one batch in one area. Without an area there are none.
struct RowStock: Equatable, Sendable {
    var available: Int
    var onHand: Int
    var area: StockArea?

    static let none = RowStock(available: 0, onHand: 0, area: nil)

    /// Sellable units: those in the retail area.
    var sellable: Int { area == .retail ? available : 0 }
}

/// The role of a row of an item; most items have only the first.
enum RowRole: Int, Sendable {
    case first = 0
    /// A later batch of the item, at the end of the list.
    case secondBatch = 1
    /// The first row's batch in a damaged area.
    case damagedTwin = 2
}
