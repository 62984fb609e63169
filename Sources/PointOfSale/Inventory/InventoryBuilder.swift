import Memory
import StatusCodes

/// An inventory exceeds the limit of rows or bytes of text, or there is no memory for it.
public struct InventoryTooLarge: Error, Equatable, CustomStringConvertible {
    public let rows: Int
    public let bytes: Int
    /// The refusal of its memory; nil where a limit is exceeded.
    package let refusal: String?

    package init(rows: Int, bytes: Int, refusal: String? = nil) {
        self.rows = rows
        self.bytes = bytes
        self.refusal = refusal
    }

    public var description: String {
        refusal ?? "\(rows) rows with \(bytes) bytes of text"
    }
}

/// Merges the inventories of several locations, and details of their batches.
///
/// The order of addition matters only among rows that are equal otherwise. One thread at a time.
public struct InventoryBuilder {
    private struct Part {
        let inventory: Inventory
        let source: Int
        let location: String?
        let isRetained: Bool
    }

    private var parts: [Part] = []
    private var rules: [StockRules] = []
    private var enrichment = InventoryEnrichment()
    private var unreadable = UnreadableValues()

    public init() {}

    /// Adds a location's inventory. Consecutive inventories of one `location` form one range.
    ///
    /// - Parameters:
    ///   - rules: which of its stock may be sold.
    ///   - location: the owner of the rows, for ``InventoryItem/records()``.
    ///   - isRetained: the rows come from an earlier listing.
    public mutating func add(
        _ inventory: Inventory, rules: StockRules = StockRules(), location: String? = nil,
        isRetained: Bool = false
    ) {
        let isSameLocation = location != nil && parts.last?.location == location
        if !isSameLocation { self.rules.append(rules) }
        parts.append(
            Part(
                inventory: inventory, source: self.rules.count - 1, location: location,
                isRetained: isRetained))
        unreadable.merge(inventory.unreadable)
        if self.rules.count > enrichment.sources.count { enrichment.sources.append(.init()) }
        // Unreadable values of its batches are counted in the inventory's own already.
        for batch in inventory.enrichment.sources[0].batches.values {
            _ = enrichment.sources[enrichment.sources.count - 1].add(batch)
        }
    }

    /// Adds batch details to the inventory added last. Of several for one batch, the first counts.
    public mutating func add(_ batches: [BatchDetails]) {
        let source = enrichment.sources.count - 1
        for batch in batches where enrichment.sources[source].add(batch) {
            if !batch.unreadable.isEmpty { unreadable.merge(batch.unreadable) }
        }
    }

    /// Adds names and types of areas to the inventory added last. Of several, the first counts.
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

    /// Takes the memory of the copy from where that of the parts is from.
    private func lease(_ rows: Int, _ bytes: Int) throws(InventoryTooLarge) -> MemoryLease? {
        guard let lease = parts.lazy.compactMap(\.inventory.lease).first?.another() else {
            return nil
        }
        let storage = parts.reduce(0) { $0 + $1.inventory.rows.memoryBytes }
        do throws(Status) {
            try lease.resize(
                to: Inventory.memoryBytes(rows: rows, storage: storage), for: "the inventory")
        } catch {
            throw InventoryTooLarge(rows: rows, bytes: bytes, refusal: error.message)
        }
        return lease
    }

    /// Copies all rows to one inventory.
    public func build() throws(InventoryTooLarge) -> Inventory {
        let rowCount = parts.reduce(0) { $0 + $1.inventory.rowCount }
        let byteCount = parts.reduce(0) { $0 + $1.inventory.rows.byteCount }
        guard rowCount <= POSLimits.rowsMax, byteCount <= POSLimits.arenaBytesMax,
            rules.count <= POSLimits.sourcesMax
        else { throw InventoryTooLarge(rows: rowCount, bytes: byteCount) }
        let lease = try lease(rowCount, byteCount)
        var storage = RowStorage(rowCapacity: rowCount + 1, byteCapacity: byteCount + 1)
        var locationRanges: [LocationRange] = []
        for part in parts {
            if let name = part.location {
                locationRanges.append(
                    LocationRange(
                        name: name, firstRow: storage.rowCount, isRetained: part.isRetained))
            }
            storage.append(part.inventory.rows, source: part.source)
        }
        return Inventory(
            owning: storage, isShort: parts.contains { $0.inventory.isShort },
            unreadable: unreadable, locationRanges: locationRanges, enrichment: enrichment,
            rules: rules.isEmpty ? [StockRules()] : rules, lease: lease)
    }
}
