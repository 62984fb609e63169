import Pricing
import StatusCodes

/// Applies the edits of one commit to segments: builds the rows of the next generation, without
/// rules.
struct RowIngest {
    private(set) var rows: RowTable
    /// Rows inserted or changed.
    private(set) var changedRows: [Int] = []
    /// Groups in which a row was inserted or removed, or changed its price or stock.
    private(set) var changedGroups: [Int] = []
    private var rowCount: Int

    init(_ generation: Generation) {
        rows = RowTable(generation)
        rowCount = generation.rowCount
    }

    /// Applies the edits. Throws `resourceExhausted` beyond a limit; the result must then be
    /// discarded.
    mutating func apply(_ edits: [RowEdit], to generation: Generation) throws(Status) {
        var replaced: [Int: CatalogRow] = [:]
        var appended: [CatalogRow] = []
        var newRows: [[UInt8]: Int] = [:]
        for edit in edits {
            let known = edit.id.withUnsafeBytes { generation.row(id: $0) } ?? newRows[edit.id]
            guard let row = known ?? (edit.row == nil ? nil : rowCount + appended.count) else {
                continue
            }
            let made = try make(edit)
            if known == nil {
                newRows[edit.id] = row
                appended.append(made)
            } else if row >= rowCount {
                appended[row - rowCount] = made
            } else {
                replaced[row] = made
            }
        }
        guard rowCount + appended.count <= CatalogLimits.rowsMax else {
            throw .tooMuch("more than \(CatalogLimits.rowsMax) products")
        }
        replace(replaced)
        append(appended, ids: newRows)
        reindex(generation)
    }

    private mutating func make(_ edit: RowEdit) throws(Status) -> CatalogRow {
        guard let stored = edit.row else {
            let item = edit.id.withUnsafeBytes { MenuItemID.bare($0) }
            return CatalogRow(
                price: 0, group: rows.groups.number(category: 0, brand: 0), flags: .deleted,
                sourceHash: 0, item: item)
        }
        guard stored.item.count <= CatalogLimits.itemBytesMax else {
            throw .tooMuch("a menu item of more than \(CatalogLimits.itemBytesMax) bytes")
        }
        let group = rows.groups.number(
            category: try category(stored.category), brand: rows.brands.add(stored.brand),
            store: rows.stores.add(stored.store))
        edit.id.withUnsafeBytes { id in
            stored.item.withUnsafeBytes { rows.idPrefixes.add(id: id, item: $0) }
        }
        return CatalogRow(
            price: stored.flags.contains(.active) ? stored.price : 0,
            group: group, flags: stored.flags, sourceHash: stored.sourceHash, item: stored.item)
    }

    private mutating func category(_ name: [UInt8]) throws(Status) -> UInt16 {
        guard let code = rows.categories.add(name) else {
            throw .tooMuch("more than \(CatalogLimits.categoriesMax) categories")
        }
        return code
    }

    private mutating func replace(_ changed: [Int: CatalogRow]) {
        for (number, group) in Dictionary(
            grouping: changed.keys, by: { $0 / CatalogLimits.segmentRowsMax })
        {
            let old = rows.segments[number]
            var builder = SegmentBuilder()
            var copied = 0
            for row in group.sorted() {
                guard let made = changed[row] else { continue }
                let offset = row % CatalogLimits.segmentRowsMax
                precondition(offset >= copied && offset < old.count, "a row of this segment")
                builder.append(old, copied..<offset)
                builder.append(made)
                copied = offset + 1
                count(old.flags(offset), made.flags)
            }
            builder.append(old, copied..<old.count)
            rows.segments[number] = Segment(builder)
        }
        changedRows += changed.keys
    }

    private mutating func append(_ added: [CatalogRow], ids: [[UInt8]: Int]) {
        guard !added.isEmpty else { return }
        var builder = SegmentBuilder()
        if let last = rows.segments.last, last.count < CatalogLimits.segmentRowsMax {
            builder.append(last, 0..<last.count)
            rows.segments.removeLast()
        }
        precondition(
            rowCount % CatalogLimits.segmentRowsMax == builder.count, "rows follow the last one")
        for row in added {
            if builder.isFull { close(&builder) }
            builder.append(row)
            count([], row.flags)
        }
        close(&builder)
        changedRows += rowCount..<rowCount + added.count
        rowCount += added.count
        for (id, row) in ids {
            if !rows.index.hasRoom {
                let segments = rows.segments
                rows.index = rows.index.grown { MenuItemID.hash(row: $0, in: segments) }
            }
            rows.index.insert(hash: id.withUnsafeBytes { StringHash.hash($0) }, row: row)
        }
    }

    private mutating func close(_ builder: inout SegmentBuilder) {
        var full = SegmentBuilder()
        swap(&full, &builder)
        rows.segments.append(Segment(full))
    }

    private mutating func count(_ old: RowFlags, _ new: RowFlags) {
        defer { assert(rows.activeCount >= 0, "no row leaves the menu twice") }
        rows.activeCount += (new.contains(.active) ? 1 : 0) - (old.contains(.active) ? 1 : 0)
    }
}

extension RowIngest {
    /// The new rows as a generation with the still outdated rules and assignment of `old`.
    func generation(after old: Generation) -> Generation {
        Generation(
            version: old.version, rows: rows, assignment: old.assignment, pricing: old.pricing,
            products: old.products)
    }

    /// Removes the changed rows' old entries from the price index and inserts the new ones.
    private mutating func reindex(_ old: Generation) {
        var removed: [PriceIndex.Entry] = []
        var added: [PriceIndex.Entry] = []
        for row in changedRows {
            let was = row < old.rowCount ? old.segments.priceEntry(row) : nil
            let now = rows.segments.priceEntry(row)
            guard was != now else { continue }
            if let was { removed.append(was) }
            if let now { added.append(now) }
        }
        rows.priceIndex.update(removed: removed, added: added)
        changedGroups = Array(Set((removed + added).map { Int($0.key >> 32) }))
    }
}

extension [Segment] {
    /// The entry of a row in the price index; nil where it is not on the menu.
    fileprivate func priceEntry(_ row: Int) -> PriceIndex.Entry? {
        let position = Generation.RowPosition(row)
        let segment = self[position.segment]
        guard segment.flags(position.row).contains(.active) else { return nil }
        return segment.priceEntry(position.row, number: row)
    }
}
