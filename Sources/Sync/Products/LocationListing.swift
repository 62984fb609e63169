import PointOfSale

/// One location's inventory in this run, and whether it is proved complete.
struct LocationListing: Sendable {
    let source: SyncContext.Source
    /// Nil where the location could not be read.
    var inventory: Inventory?
    /// Rows of items that cannot be read here are replaced by earlier ones.
    var replaced: Replaced?
    /// Total number of rows according to the POS.
    var totalRows: Int?
    /// Images, descriptions and the like that came with the rows.
    var details: [POSID: ItemDetails] = [:]
    /// What was odd of how it was read.
    var warnings: [String] = []
    /// Rows of another location in the response.
    var foreign: ForeignRows?
    /// Rows that another location's response already contained, and that location.
    var sharedRows: (count: Int, location: String)?
    /// Why missing rows prove nothing; nil where the listing is proved complete.
    var incompleteness: (code: IncompleteListing.Code, reason: String)?

    /// An inventory apart from what cannot be read of it.
    struct Replaced: Sendable {
        let readable: Inventory
        /// The rows of ``items`` as of the last reading.
        let kept: Inventory
        let items: [String]
    }

    var id: String { source.config.id }
    var isProved: Bool { incompleteness == nil }

    /// Whether rows of listed items may be missing too, so that their stock would be too low.
    var lacksRows: Bool {
        switch incompleteness?.code {
        case .short, .unreadable, .bounded, .failed, .implausible: true
        case .empty, .shrunk, nil: false
        }
    }
}

/// A location's counts when its listing was last proved complete.
struct LocationProof: Equatable, Sendable {
    var items: Int
    var rows: Int
    /// The items of the run before, where it had too few to be believed.
    var doubted: Int?
}

/// Decides whether a listing is complete, from its own totals and the previous counts. Pure.
struct CompletenessCheck {
    /// The proof before this run; nil where unknown.
    let before: LocationProof?
    /// Accept an empty or much smaller catalog, this once.
    let acceptsRemovals: Bool
    let org: String

    func incompleteness(
        _ listing: InventoryListing
    ) -> (code: IncompleteListing.Code, reason: String)? {
        let inventory = listing.inventory
        if let shortfall = listing.shortfall { return Self.incompleteness(shortfall, listing) }
        if inventory.rowsWithoutItem > 0 {
            return (
                .unreadable,
                "\(inventory.rowsWithoutItem) rows have no usable item id, so what is missing"
                    + " may be theirs; missing products stay active"
            )
        }
        guard !acceptsRemovals, let before, before.items > 0 else { return nil }
        let count = inventory.items.count
        if count == 0 { return (.empty, "it is empty after \(before.items) items" + remedy) }
        if before.items >= SyncLimits.suspiciousCountMin,
            count * 100 < before.items * SyncLimits.suspiciousPercent
        {
            // A small shop may well close a shelf; found twice, it is so.
            let isSmall = before.items < SyncLimits.judgedPricesMin
            if isSmall, before.doubted == count { return nil }
            return (
                .shrunk, "\(count) items after \(before.items)" + (isSmall ? smallRemedy : remedy)
            )
        }
        return nil
    }

    private var remedy: String {
        "; missing products stay active. If they are really gone:"
            + " posmirror sync products \(org) --accept-removals"
    }

    private var smallRemedy: String {
        "; missing products stay active. The next run takes it if it finds the same, or at once:"
            + " posmirror sync products \(org) --accept-removals"
    }

    private static func incompleteness(
        _ shortfall: InventoryListing.Shortfall, _ listing: InventoryListing
    ) -> (code: IncompleteListing.Code, reason: String) {
        let rows = listing.inventory.rowCount
        switch shortfall {
        case .short:
            let total = listing.totalRows.map { String($0) } ?? "more"
            return (
                .short,
                "it has fewer rows than its own total_rows says (\(rows) of \(total));"
                    + " missing products stay active"
            )
        case .unreadableTotal:
            return (
                .unreadable,
                "its own total_rows cannot be read, so \(rows) rows may not be all;"
                    + " missing products stay active"
            )
        case .changed:
            return (
                .short,
                "it changed while it was read, \(rows) rows came; missing products stay active"
            )
        case .bounded:
            return (.bounded, "it has more pages than are read; missing products stay active")
        case .told(let reason):
            return (.unreadable, "\(reason); missing products stay active")
        case .failed(let error):
            return (
                .failed,
                "\(rows) rows came, then \(error); missing products stay active"
            )
        }
    }
}
