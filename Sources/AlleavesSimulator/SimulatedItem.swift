/// The result that a correct client derives from an item's rows: grouped, without damaged and
/// expired units.
public struct SimulatedItem: Sendable, Equatable {
    public let idItem: Int
    /// As served, including double spaces.
    public let name: String
    /// As served, including stray spaces; nil for null.
    public let brand: String?
    public let category: String
    /// The first positive price with tax, adult-use before generic; nil if there is none.
    public let outTheDoorCents: Int?
    /// Units in retail areas, over all batches that have not expired by the simulated day.
    public let sellableUnits: Int
    /// The item's number of rows in one location.
    public let rows: Int
    public let isProduct: Bool
}
