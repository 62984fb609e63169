/// A location's inventory over all pages, and whether it is proved complete.
public struct InventoryListing: Sendable {
    /// Why it is not proved complete.
    public enum Shortfall: Equatable, Sendable {
        /// Fewer rows than its own total_rows says.
        case short
        /// Its own total_rows is unreadable.
        case unreadableTotal
        /// It changed during every attempt to read it.
        case changed
        /// More pages than this mirror reads.
        case bounded
        /// A reason given by the source: a sentence.
        case told(String)
        /// A page after the first could not be read.
        case failed(POSError)
    }

    /// The rows, without duplicates.
    public let inventory: Inventory
    /// Total number of rows according to the POS; nil if not given.
    public let totalRows: Int?
    /// Nil if the listing is complete.
    public let shortfall: Shortfall?

    /// Display data by item, if it comes with the rows.
    public var details: [POSID: ItemDetails] = [:]
    /// Anomalies of the reading, a sentence each.
    public var warnings: [String] = []
    /// Rows of another location in the response.
    public var foreign: ForeignRows?
    /// What its records had; nil where no mapping says what their fields are.
    public var shape: ListingShape?

    public init(_ inventory: Inventory, totalRows: Int?, _ shortfall: Shortfall?) {
        self.inventory = inventory
        self.totalRows = totalRows
        self.shortfall = shortfall
    }
}
