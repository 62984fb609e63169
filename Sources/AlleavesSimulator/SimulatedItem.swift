/// What a correct client should make of an item: rows grouped, damaged and expired units left out.
public struct SimulatedItem: Sendable, Equatable {
    public let idItem: Int
    /// As served, with double spaces.
    public let name: String
    /// As served, with stray spaces; nil when null.
    public let brand: String?
    public let category: String
    /// The first price above zero with tax, adult before generic; nil when there is none.
    public let outTheDoorCents: Int?
    /// Units in retail areas, all batches together that have not expired by the simulated day.
    public let sellableUnits: Int
    /// Rows of the item in one location.
    public let rows: Int
    public let isProduct: Bool
}
