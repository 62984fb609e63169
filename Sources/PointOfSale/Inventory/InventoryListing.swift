/// What the POS answered of a location's inventory, over all its pages, and whether that is proved
/// to be all.
public struct InventoryListing: Sendable {
    /// Why it is not.
    public enum Shortfall: Equatable, Sendable {
        /// Fewer rows than its own total_rows says.
        case short
        /// Its own total_rows is something that cannot be read.
        case unreadableTotal
        /// It changed while it was read, as often as it was read.
        case changed
        /// More pages than this mirror reads.
        case bounded
        /// What the source itself tells: a sentence.
        case told(String)
        /// A page behind the first could not be read.
        case failed(POSError)
    }

    /// Every row once.
    public let inventory: Inventory
    /// Rows that the POS says it has; nil where it does not say.
    public let totalRows: Int?
    /// Nil where the listing is whole.
    public let shortfall: Shortfall?

    /// Images, descriptions and the like, by item, where they come with the rows.
    public var details: [POSID: ItemDetails] = [:]
    /// What was odd of how it was read, a sentence each.
    public var warnings: [String] = []
    /// Rows of another location that came with these.
    public var foreign: ForeignRows?

    public init(_ inventory: Inventory, totalRows: Int?, _ shortfall: Shortfall?) {
        self.inventory = inventory
        self.totalRows = totalRows
        self.shortfall = shortfall
    }
}
