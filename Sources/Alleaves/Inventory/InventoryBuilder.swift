/// Puts the inventories of several locations and what else is known of their batches together.
///
/// The order in which inventories are added decides nothing but between rows that are equal in
/// all else. A value type, one thread at a time.
public struct InventoryBuilder {
    private var inventories: [Inventory] = []
    private var rules: [StockRules] = []
    private var enrichment = InventoryEnrichment()
    private var unreadable = UnreadableValues()

    public init() {}

    /// Adds a location's inventory.
    ///
    /// - Parameter rules: what of its stock may be sold.
    public mutating func add(_ inventory: Inventory, rules: StockRules = StockRules()) {
        inventories.append(inventory)
        self.rules.append(rules)
        unreadable.merge(inventory.unreadable)
        if inventories.count > enrichment.sources.count { enrichment.sources.append(.init()) }
    }

    /// Adds batch details to the inventory added last; of two of one batch the first stays.
    public mutating func add(_ batches: [BatchDetails]) {
        let source = enrichment.sources.count - 1
        for batch in batches where enrichment.sources[source].batches[batch.idBatch] == nil {
            enrichment.sources[source].batches[batch.idBatch] = batch
            if !batch.unreadable.isEmpty { unreadable.merge(batch.unreadable) }
        }
    }

    /// Adds names and types of areas to the inventory added last; what is known first stays.
    public mutating func add(_ areas: [AlleavesArea]) {
        let source = enrichment.sources.count - 1
        for area in areas {
            unreadable.merge(area.unreadable)
            if enrichment.sources[source].areaNames[area.idArea] == nil {
                enrichment.sources[source].areaNames[area.idArea] = area.name
            }
            if let type = area.type, enrichment.sources[source].areaTypes[area.idArea] == nil {
                enrichment.sources[source].areaTypes[area.idArea] = type
            }
        }
    }

    /// Copies all rows into one inventory. Throws `tooLarge` beyond the limits of one inventory.
    public func build() throws(JSONFault) -> Inventory {
        let rowCount = inventories.reduce(0) { $0 + $1.rowCount }
        let byteCount = inventories.reduce(0) { $0 + $1.rows.byteCount }
        guard rowCount <= AlleavesLimits.rowsMax, byteCount <= AlleavesLimits.arenaBytesMax,
            inventories.count <= AlleavesLimits.sourcesMax
        else { throw JSONFault(.tooLarge, offset: byteCount) }
        var storage = RowStorage(rowCapacity: rowCount + 1, byteCapacity: byteCount + 1)
        for (source, inventory) in inventories.enumerated() {
            storage.append(inventory.rows, source: source)
        }
        return Inventory(
            owning: storage, isShort: inventories.contains { $0.isShort }, unreadable: unreadable,
            enrichment: enrichment, rules: rules.isEmpty ? [StockRules()] : rules)
    }
}
