import Ordering

/// A complete inventory: rows grouped by item. Immutable; any thread may read it.
// @unchecked: `rows` points to memory that this object owns and nobody writes after init.
public final class Inventory: @unchecked Sendable {
    package let rows: RowStorage
    /// Row numbers, those of an item together and in the order in which they speak for it, see
    /// ``ItemSummary``.
    package let order: [UInt32]
    package let summaries: [ItemSummary]
    /// Batch details and area names merged into the items.
    package let enrichment: InventoryEnrichment
    /// By the rows' sources.
    package let rules: [StockRules]

    /// Rows received, those without an item id included.
    public var rowCount: Int { rows.rowCount }
    /// Rows that belong to no item, because their id_item is absent or cannot be read: what they
    /// are is not known, so items that are missing may be among them.
    public let rowsWithoutItem: Int
    /// What was odd.
    public let findings: InventoryFindings
    /// Values that were there and could not be read, of rows, areas and batches.
    public let unreadable: UnreadableValues
    /// True if an answer had fewer rows than its own total_rows says.
    public let isShort: Bool
    /// What the POS says of how many rows there are.
    package let total: ListingTotal
    /// The largest number of rows that the answer says; nil where it says none.
    public var totalRows: Int? { total.rows }
    /// Whose rows these are, in the order of the rows; empty where nobody said.
    package let places: [InventoryPlace]

    /// Takes over `rows`. `enrichment` and `rules` are by the rows' sources.
    package init(
        owning rows: RowStorage, isShort: Bool, total: ListingTotal = ListingTotal(),
        unreadable: UnreadableValues, places: [InventoryPlace] = [],
        enrichment: InventoryEnrichment = InventoryEnrichment(),
        rules: [StockRules] = [StockRules()]
    ) {
        self.rows = rows
        self.isShort = isShort
        self.total = total
        self.unreadable = unreadable
        self.places = places
        self.enrichment = enrichment
        self.rules = rules
        var judge = StockJudge(rows, enrichment, rules)
        judge.judge()
        let grouping = InventoryGrouping(rows, enrichment, sourceCount: rules.count)
        self.order = grouping.order
        self.summaries = grouping.summaries
        self.rowsWithoutItem = grouping.rowsWithoutItem
        self.findings = grouping.findings
    }

    deinit { rows.deallocate() }

    /// The items, ascending by id.
    public var items: InventoryItems { InventoryItems(inventory: self) }

    /// The bytes (valid UTF-8, trimmed) of a text.
    package func bytes(_ reference: TextReference) -> UnsafeRawBufferPointer {
        let start = UnsafeRawPointer(rows.bytes + Int(reference.offset))
        return UnsafeRawBufferPointer(start: start, count: Int(reference.length))
    }

    package func row(_ index: Int) -> InventoryRow { InventoryRow(rows, index) }

    /// The place in ``items`` of the item `idItem`.
    public func itemIndex(_ idItem: String) -> Int? { itemIndex(POSID(idItem)) }

    public func itemIndex(_ idItem: POSID) -> Int? {
        let place = summaries.partitionPoint { $0.precedes(idItem, in: rows) }
        return place < summaries.count && rows.id(summaries[place].idItem) == idItem ? place : nil
    }

    /// The distinct ids of the batches of all rows, ascending.
    public var batchIDs: [POSID] {
        var numbers: [Int64] = []
        numbers.reserveCapacity(rowCount)
        var texts: Set<POSID> = []
        for index in 0..<rowCount {
            let row = row(index)
            guard let id = row.number(.idBatch) else { continue }
            if id >= 0 { numbers.append(id) } else if let id = row.id(.idBatch) { texts.insert(id) }
        }
        numbers.sort()
        var distinct: [POSID] = []
        var last: Int64?
        for id in numbers where last != id {
            distinct.append(.number(id))
            last = id
        }
        return distinct + texts.sorted()
    }
}

/// One row's slots. Valid as long as its inventory.
package struct InventoryRow {
    package let slots: UnsafeMutablePointer<Int64>
    private let arena: UnsafeMutablePointer<UInt8>

    package init(_ rows: borrowing RowStorage, _ index: Int) {
        slots = rows.row(index)
        arena = rows.bytes
    }

    /// The id in a slot; nil where the row names none.
    @inline(__always)
    package func id(_ field: InventoryField) -> POSID? {
        let slot = slots[field.rawValue]
        if slot >= 0 { return .number(slot) }
        return slot == InventorySlot.absent ? nil : textID(slot)
    }

    private func textID(_ slot: Int64) -> POSID {
        let text = IDSlot.text(slot)
        let bytes = UnsafeBufferPointer(
            start: UnsafePointer(arena + Int(text.offset)), count: Int(text.length))
        return .text(String(decoding: bytes, as: UTF8.self))
    }

    @inline(__always)
    /// REQUIRES: not the field of an id, or the slot is only compared with others.
    package func number(_ field: InventoryField) -> Int64? {
        let value = slots[field.rawValue]
        return value == InventorySlot.absent ? nil : value
    }

    @inline(__always)
    package func text(_ field: InventoryField) -> TextReference {
        TextReference(slot: slots[field.rawValue])
    }

    /// Nil if the row does not say.
    @inline(__always)
    package func flag(_ flag: InventoryFlag) -> Bool? {
        let bits = slots[InventoryField.flags.rawValue]
        return bits & flag.knownBit == 0 ? nil : bits & flag.trueBit != 0
    }

    /// Whether a flag is set, or may be: something is there that cannot be read.
    @inline(__always)
    package func mayBe(_ flag: InventoryFlag) -> Bool {
        slots[InventoryField.flags.rawValue] & flag.trueBit != 0
    }

    /// Whether one of the parts was there and could not be read, see ``UnreadableParts``.
    @inline(__always)
    package func lacks(_ parts: Int64) -> Bool {
        slots[InventoryField.flags.rawValue] & parts != 0
    }

    /// Which of the inventories put together the row came in.
    @inline(__always)
    package var source: Int {
        Int((slots[InventoryField.flags.rawValue] & Self.sourceMask) &>> Self.sourceShift)
    }

    package static let sourceShift: Int64 = 32
    package static let sourceMask: Int64 = 0xFFFF << sourceShift

    /// REQUIRES: the row was judged.
    @inline(__always)
    package var verdict: StockVerdict {
        let bits = slots[InventoryField.flags.rawValue] & StockVerdict.mask
        return StockVerdict(rawValue: bits &>> StockVerdict.shift) ?? .closed
    }

    package func date(_ field: InventoryField) -> CalendarDate? {
        number(field).map { CalendarDate(packed: Int32(truncatingIfNeeded: $0)) }
    }

    /// In 1/10,000.
    package var cost: Int64? { number(.costOfGood) ?? number(.batchCostOfGood) }
}

/// Items of an ``Inventory`` by position.
public struct InventoryItems: RandomAccessCollection, Sendable {
    package let inventory: Inventory

    public var startIndex: Int { 0 }
    public var endIndex: Int { inventory.summaries.count }

    public subscript(index: Int) -> InventoryItem {
        InventoryItem(inventory: inventory, index: index, summary: inventory.summaries[index])
    }
}
