/// Puts the inventories of several locations and what else is known of their batches together.
///
/// Rows keep the order in which inventories were added, so a price is that of the first location
/// having one; stock is summed. A value type, one thread at a time.
public struct InventoryBuilder {
    private var inventories: [Inventory] = []
    private var enrichment = InventoryEnrichment()

    public init() {}

    public mutating func add(_ inventory: Inventory) { inventories.append(inventory) }

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
        let rowCount = inventories.reduce(0) { $0 + $1.rowCount }
        let byteCount = inventories.reduce(0) { $0 + $1.rows.byteCount }
        guard rowCount <= AlleavesLimits.rowsMax, byteCount <= AlleavesLimits.arenaBytesMax else {
            throw JSONFault(.tooLarge, offset: byteCount)
        }
        var storage = RowStorage(rowCapacity: rowCount + 1, byteCapacity: byteCount + 1)
        for inventory in inventories { storage.append(inventory.rows) }
        return Inventory(
            owning: storage, isShort: inventories.contains { $0.isShort }, enrichment: enrichment)
    }
}
