/// Puts the inventories of several locations and what else is known of their batches together.
///
/// Rows keep the order in which inventories were added, so a price is that of the first location
/// having one; stock is summed. A value type, one thread at a time.
public struct InventoryBuilder {
    private var inventories: [(inventory: Inventory, place: String?, isRetained: Bool)] = []
    private var enrichment = InventoryEnrichment()

    public init() {}

    /// - Parameters:
    ///   - place: whose rows these are, for ``InventoryItem/records()``.
    ///   - isRetained: they are what is known from before, not what the POS has just said.
    public mutating func add(
        _ inventory: Inventory, place: String? = nil, isRetained: Bool = false
    ) {
        inventories.append((inventory, place, isRetained))
    }

    /// Of two details of one batch the first stays.
    public mutating func add(_ batches: [BatchDetails]) {
        for batch in batches where enrichment.batches[batch.idBatch] == nil {
            enrichment.batches[batch.idBatch] = batch
        }
    }

    public mutating func add(_ areas: [AlleavesArea]) {
        for area in areas where enrichment.areaNames[area.idArea] == nil {
            enrichment.areaNames[area.idArea] = area.name
        }
    }

    /// Copies all rows into one inventory. Throws `tooLarge` beyond the limits of one inventory.
    public func build() throws(JSONFault) -> Inventory {
        let rowCount = inventories.reduce(0) { $0 + $1.inventory.rowCount }
        let byteCount = inventories.reduce(0) { $0 + $1.inventory.rows.byteCount }
        guard rowCount <= AlleavesLimits.rowsMax, byteCount <= AlleavesLimits.arenaBytesMax else {
            throw JSONFault(.tooLarge, offset: byteCount)
        }
        var storage = RowStorage(rowCapacity: rowCount + 1, byteCapacity: byteCount + 1)
        var places: [InventoryPlace] = []
        for (inventory, place, isRetained) in inventories {
            if let place {
                places.append(
                    InventoryPlace(
                        name: place, firstRow: storage.rowCount, isRetained: isRetained))
            }
            storage.append(inventory.rows)
        }
        return Inventory(
            owning: storage, isShort: inventories.contains { $0.inventory.isShort },
            places: places, enrichment: enrichment)
    }
}
