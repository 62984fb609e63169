/// A complete inventory: rows grouped by item (hazard D15). Immutable; any thread may read it.
// @unchecked: `rows` points to memory that this object owns and nobody writes after init.
public final class Inventory: @unchecked Sendable {
    let rows: RowStorage
    /// Row numbers, those of an item together and in the order received.
    let order: [UInt32]
    let summaries: [ItemSummary]
    /// Batch details and area names merged into the items.
    let enrichment: InventoryEnrichment

    /// Rows received, those without an item id included.
    public var rowCount: Int { rows.rowCount }
    /// Rows that belong to no item, because their id_item is absent.
    public let rowsWithoutItem: Int
    /// True if an answer had fewer rows than its own total_rows says.
    public let isShort: Bool
    /// The largest total_rows of the rows; nil where none says.
    public let totalRows: Int?
    /// Whose rows these are, in the order of the rows; empty where nobody said.
    let places: [InventoryPlace]

    /// Takes over `rows`.
    init(
        owning rows: RowStorage, isShort: Bool, totalRows: Int? = nil,
        places: [InventoryPlace] = [], enrichment: InventoryEnrichment = InventoryEnrichment()
    ) {
        self.rows = rows
        self.isShort = isShort
        self.totalRows = totalRows
        self.places = places
        self.enrichment = enrichment
        let grouping = InventoryGrouping(rows, enrichment)
        self.order = grouping.order
        self.summaries = grouping.summaries
        self.rowsWithoutItem = rows.rowCount - grouping.order.count
    }

    deinit { rows.deallocate() }

    /// The items, ascending by id.
    public var items: InventoryItems { InventoryItems(inventory: self) }

    /// The bytes (valid UTF-8, trimmed) of a text.
    func bytes(_ reference: TextReference) -> UnsafeRawBufferPointer {
        let start = UnsafeRawPointer(rows.bytes + Int(reference.offset))
        return UnsafeRawBufferPointer(start: start, count: Int(reference.length))
    }

    func row(_ index: Int) -> InventoryRow { InventoryRow(slots: rows.row(index)) }

    /// The place in ``items`` of the item `idItem`.
    public func itemIndex(_ idItem: Int64) -> Int? {
        var low = 0
        var high = summaries.count
        while low < high {
            let middle = low + (high - low) / 2
            if summaries[middle].idItem < idItem { low = middle + 1 } else { high = middle }
        }
        return low < summaries.count && summaries[low].idItem == idItem ? low : nil
    }

    /// The distinct ids of the batches of all rows, ascending.
    public var batchIDs: [Int64] {
        var ids: [Int64] = []
        ids.reserveCapacity(rowCount)
        for index in 0..<rowCount {
            if let id = row(index).number(.idBatch) { ids.append(id) }
        }
        ids.sort()
        var distinct: [Int64] = []
        for id in ids where distinct.last != id { distinct.append(id) }
        return distinct
    }
}

/// One row's slots. Valid as long as its inventory.
struct InventoryRow {
    let slots: UnsafeMutablePointer<Int64>

    @inline(__always)
    func number(_ field: InventoryField) -> Int64? {
        let value = slots[field.rawValue]
        return value == InventorySlot.absent ? nil : value
    }

    @inline(__always)
    func text(_ field: InventoryField) -> TextReference {
        TextReference(slot: slots[field.rawValue])
    }

    /// Nil if the row does not say.
    @inline(__always)
    func flag(_ flag: InventoryFlag) -> Bool? {
        let bits = slots[InventoryField.flags.rawValue]
        return bits & flag.knownBit == 0 ? nil : bits & flag.trueBit != 0
    }

    func date(_ field: InventoryField) -> CalendarDate? {
        number(field).map { CalendarDate(packed: Int32(truncatingIfNeeded: $0)) }
    }

    /// In 1/10,000.
    var cost: Int64? { number(.costOfGood) ?? number(.batchCostOfGood) }
}

/// Items of an ``Inventory`` by position.
public struct InventoryItems: RandomAccessCollection, Sendable {
    let inventory: Inventory

    public var startIndex: Int { 0 }
    public var endIndex: Int { inventory.summaries.count }

    public subscript(index: Int) -> InventoryItem {
        InventoryItem(inventory: inventory, index: index, summary: inventory.summaries[index])
    }
}
