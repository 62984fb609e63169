/// More rows, or more bytes of text, than one inventory holds.
public struct InventoryTooLarge: Error, Equatable, CustomStringConvertible {
    public let rows: Int
    public let bytes: Int

    public var description: String { "\(rows) rows with \(bytes) bytes of text" }
}

/// Puts the inventories of several locations and what else is known of their batches together.
///
/// The order in which inventories are added decides nothing but between rows that are equal in
/// all else. A value type, one thread at a time.
public struct InventoryBuilder {
    private struct Part {
        let inventory: Inventory
        let source: Int
        let place: String?
        let isRetained: Bool
    }

    private var parts: [Part] = []
    private var rules: [StockRules] = []
    private var enrichment = InventoryEnrichment()
    private var unreadable = UnreadableValues()

    public init() {}

    /// Adds a location's inventory; one of the same place as the one before it adds to that.
    ///
    /// - Parameters:
    ///   - rules: what of its stock may be sold.
    ///   - place: whose rows these are, for ``InventoryItem/records()``.
    ///   - isRetained: they are what is known from before, not what the POS has just said.
    public mutating func add(
        _ inventory: Inventory, rules: StockRules = StockRules(), place: String? = nil,
        isRetained: Bool = false
    ) {
        let isSamePlace = place != nil && parts.last?.place == place
        if !isSamePlace { self.rules.append(rules) }
        parts.append(
            Part(
                inventory: inventory, source: self.rules.count - 1, place: place,
                isRetained: isRetained))
        unreadable.merge(inventory.unreadable)
        if self.rules.count > enrichment.sources.count { enrichment.sources.append(.init()) }
        // What was unreadable of them is in the inventory's own.
        for batch in inventory.enrichment.sources[0].batches.values {
            _ = enrichment.sources[enrichment.sources.count - 1].add(batch)
        }
    }

    /// Adds batch details to the inventory added last; of two of one batch the first stays.
    public mutating func add(_ batches: [BatchDetails]) {
        let source = enrichment.sources.count - 1
        for batch in batches where enrichment.sources[source].add(batch) {
            if !batch.unreadable.isEmpty { unreadable.merge(batch.unreadable) }
        }
    }

    /// Adds names and types of areas to the inventory added last; what is known first stays.
    public mutating func add(_ areas: [POSArea]) {
        let source = enrichment.sources.count - 1
        for area in areas {
            unreadable.merge(area.unreadable)
            let id = POSID(area.idArea)
            if enrichment.sources[source].areaNames[id] == nil {
                enrichment.sources[source].areaNames[id] = area.name
            }
            if let type = area.type, enrichment.sources[source].areaTypes[id] == nil {
                enrichment.sources[source].areaTypes[id] = type
            }
        }
    }

    /// Copies all rows into one inventory.
    public func build() throws(InventoryTooLarge) -> Inventory {
        let rowCount = parts.reduce(0) { $0 + $1.inventory.rowCount }
        let byteCount = parts.reduce(0) { $0 + $1.inventory.rows.byteCount }
        guard rowCount <= POSLimits.rowsMax, byteCount <= POSLimits.arenaBytesMax,
            rules.count <= POSLimits.sourcesMax
        else { throw InventoryTooLarge(rows: rowCount, bytes: byteCount) }
        var storage = RowStorage(rowCapacity: rowCount + 1, byteCapacity: byteCount + 1)
        var places: [InventoryPlace] = []
        for part in parts {
            if let name = part.place {
                places.append(
                    InventoryPlace(
                        name: name, firstRow: storage.rowCount, isRetained: part.isRetained))
            }
            storage.append(part.inventory.rows, source: part.source)
        }
        return Inventory(
            owning: storage, isShort: parts.contains { $0.inventory.isShort },
            unreadable: unreadable, places: places, enrichment: enrichment,
            rules: rules.isEmpty ? [StockRules()] : rules)
    }
}
