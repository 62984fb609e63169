import Memory
import Ordering

/// A complete inventory, grouped by item. Immutable.
// @unchecked: `rows` points to memory that this object owns and nobody writes after init.
public final class Inventory: @unchecked Sendable {
    package let rows: RowStorage
    /// Row numbers, those of an item together and in the order in which they speak for it, see
    /// ``ItemSummary``.
    package let order: [UInt32]
    package let summaries: [ItemSummary]
    /// Batch details and area names, merged into the items.
    package let enrichment: InventoryEnrichment
    /// By source of the rows.
    package let rules: [StockRules]
    /// The memory of the rows; nil where it is not counted.
    package let lease: MemoryLease?

    /// The number of rows, including those without an item id.
    public var rowCount: Int { rows.rowCount }
    /// Rows with an absent or unreadable id_item. They may belong to items that seem to be missing.
    public let rowsWithoutItem: Int
    /// Anomalies.
    public let findings: InventoryFindings
    /// Unreadable values of rows, areas and batches.
    public let unreadable: UnreadableValues
    /// Whether a response had fewer rows than its own total_rows.
    public let isShort: Bool
    /// The POS's own number of rows.
    package let total: ListingTotal
    /// The largest number of rows that the response states; nil if it states none.
    public var totalRows: Int? { total.rows }
    /// The ranges of rows by location, ascending; empty if unknown.
    package let locationRanges: [LocationRange]

    /// Takes ownership of `rows`. `enrichment` and `rules` are indexed by the rows' source.
    package init(
        owning rows: RowStorage, isShort: Bool, total: ListingTotal = ListingTotal(),
        unreadable: UnreadableValues, locationRanges: [LocationRange] = [],
        enrichment: InventoryEnrichment = InventoryEnrichment(),
        rules: [StockRules] = [StockRules()], lease: MemoryLease? = nil
    ) {
        self.lease = lease
        self.rows = rows
        self.isShort = isShort
        self.total = total
        self.unreadable = unreadable
        self.locationRanges = locationRanges
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

    /// Bytes that rows of a storage of `bytes` take as an inventory.
    package static func memoryBytes(rows count: Int, storage bytes: Int) -> Int {
        bytes + count * POSLimits.groupedRowBytes
    }

    /// Whether there are rows, and all have bytes that are not UTF-8.
    package var isSpoilt: Bool {
        rowCount > 0 && (0..<rowCount).allSatisfy { row($0).lacks(UnreadableParts.row) }
    }

    /// The items by ascending id.
    public var items: InventoryItems { InventoryItems(inventory: self) }

    /// A text's bytes: valid UTF-8, trimmed.
    package func bytes(_ reference: TextReference) -> UnsafeRawBufferPointer {
        let start = UnsafeRawPointer(rows.bytes + Int(reference.offset))
        return UnsafeRawBufferPointer(start: start, count: Int(reference.length))
    }

    package func row(_ index: Int) -> InventoryRow { InventoryRow(rows, index) }

    /// The index of an item in ``items``.
    public func itemIndex(_ idItem: String) -> Int? { itemIndex(POSID(idItem)) }

    public func itemIndex(_ idItem: POSID) -> Int? {
        let index = summaries.partitionPoint { $0.precedes(idItem, in: rows) }
        return index < summaries.count && rows.id(summaries[index].idItem) == idItem ? index : nil
    }

    /// The distinct batch ids of all rows, ascending.
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

/// The slots of one row. Valid as long as the inventory.
package struct InventoryRow {
    package let slots: UnsafeMutablePointer<Int64>
    private let arena: UnsafeMutablePointer<UInt8>

    package init(_ rows: borrowing RowStorage, _ index: Int) {
        slots = rows.row(index)
        arena = rows.bytes
    }

    /// The id in a slot; nil if there is none.
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
    /// REQUIRES: not an id's field, or the slot is only compared with other slots.
    package func number(_ field: InventoryField) -> Int64? {
        let value = slots[field.rawValue]
        return value == InventorySlot.absent ? nil : value
    }

    @inline(__always)
    package func text(_ field: InventoryField) -> TextReference {
        TextReference(slot: slots[field.rawValue])
    }

    /// Nil if the row has no such value.
    @inline(__always)
    package func flag(_ flag: InventoryFlag) -> Bool? {
        let bits = slots[InventoryField.flags.rawValue]
        return bits & flag.knownBit == 0 ? nil : bits & flag.trueBit != 0
    }

    /// Whether a flag is set, or unreadable and therefore possibly set.
    @inline(__always)
    package func mayBe(_ flag: InventoryFlag) -> Bool {
        slots[InventoryField.flags.rawValue] & flag.trueBit != 0
    }

    /// Whether any of the parts is unreadable, see ``UnreadableParts``.
    @inline(__always)
    package func lacks(_ parts: Int64) -> Bool {
        slots[InventoryField.flags.rawValue] & parts != 0
    }

    /// The index of the row's inventory among those that were merged.
    @inline(__always)
    package var source: Int {
        Int((slots[InventoryField.flags.rawValue] & Self.sourceMask) &>> Self.sourceShift)
    }

    package static let sourceShift: Int64 = 32
    package static let sourceMask: Int64 = 0xFFFF << sourceShift

    /// REQUIRES: the row's verdict was computed.
    @inline(__always)
    package var verdict: StockVerdict {
        let bits = slots[InventoryField.flags.rawValue] & StockVerdict.mask
        return StockVerdict(rawValue: bits &>> StockVerdict.shift) ?? .closed
    }

    package func date(_ field: InventoryField) -> CalendarDate? {
        number(field).map { CalendarDate(packed: Int32(truncatingIfNeeded: $0)) }
    }

    /// In 1/10,000 of a dollar.
    package var cost: Int64? { number(.costOfGood) ?? number(.batchCostOfGood) }
}

/// The items of an ``Inventory``.
public struct InventoryItems: RandomAccessCollection, Sendable {
    package let inventory: Inventory

    public var startIndex: Int { 0 }
    public var endIndex: Int { inventory.summaries.count }

    public subscript(index: Int) -> InventoryItem {
        InventoryItem(inventory: inventory, index: index, summary: inventory.summaries[index])
    }
}
