import Pricing

/// Applies the edits of one commit to segments: builds the rows of the next generation, without
/// rules.
struct RowIngest {
    private(set) var segments: [Segment]
    private(set) var index: ProductIndex
    private(set) var priceIndex: PriceIndex
    private(set) var categories: CategoryTable
    private(set) var brands: CodeTable
    private(set) var groups: RuleGroups
    private(set) var activeCount: Int
    /// Rows inserted or changed.
    private(set) var changedRows: [Int] = []
    /// Groups in which a row was inserted or removed, or changed its price or stock.
    private(set) var changedGroups: [Int] = []
    private var rowCount: Int

    init(_ generation: Generation) {
        segments = generation.segments
        index = generation.index
        priceIndex = generation.priceIndex
        categories = generation.categories
        brands = generation.brands
        groups = generation.groups
        activeCount = generation.activeCount
        rowCount = generation.rowCount
    }

    /// Applies the edits. Throws `tooLarge` beyond a limit; the result must then be discarded.
    mutating func apply(_ edits: [RowEdit], to generation: Generation) throws(CatalogError) {
        var replaced: [Int: CatalogRow] = [:]
        var appended: [CatalogRow] = []
        var newRows: [[UInt8]: Int] = [:]
        for edit in edits {
            let known = edit.id.withUnsafeBytes { generation.row(id: $0) } ?? newRows[edit.id]
            guard let row = known ?? (edit.row == nil ? nil : rowCount + appended.count) else {
                continue
            }
            let made = try make(edit, row: row, generation: generation)
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
            throw .tooLarge("more than \(CatalogLimits.rowsMax) products")
        }
        replace(replaced)
        append(appended, ids: newRows)
        reindex(generation)
    }

    private mutating func make(
        _ edit: RowEdit, row: Int, generation: Generation
    ) throws(CatalogError) -> CatalogRow {
        let itemId = ProductID.posItem(edit.id) ?? -Int64(row) - 1
        guard let stored = edit.row else {
            let item = edit.id.withUnsafeBytes { MenuItemID.bare($0) }
            return CatalogRow(
                price: 0, group: groups.number(category: 0, brand: 0), flags: .deleted,
                sourceHash: 0, itemId: itemId, item: item)
        }
        guard stored.item.count <= CatalogLimits.itemBytesMax else {
            throw .tooLarge("a menu item of more than \(CatalogLimits.itemBytesMax) bytes")
        }
        let group = groups.number(
            category: try category(stored.category), brand: brands.add(stored.brand))
        return CatalogRow(
            price: stored.flags.contains(.active) ? stored.price : 0,
            group: group, flags: stored.flags, sourceHash: stored.sourceHash, itemId: itemId,
            item: stored.item)
    }

    private mutating func category(_ name: [UInt8]) throws(CatalogError) -> UInt16 {
        guard let code = categories.add(name) else {
            throw .tooLarge("more than \(CatalogLimits.categoriesMax) categories")
        }
        return code
    }

    private mutating func replace(_ rows: [Int: CatalogRow]) {
        for (number, group) in Dictionary(
            grouping: rows.keys, by: { $0 / CatalogLimits.segmentRowsMax })
        {
            let old = segments[number]
            var builder = SegmentBuilder()
            var copied = 0
            for row in group.sorted() {
                guard let made = rows[row] else { continue }
                let offset = row % CatalogLimits.segmentRowsMax
                builder.append(old, copied..<offset)
                builder.append(made)
                copied = offset + 1
                count(old.flags(offset), made.flags)
            }
            builder.append(old, copied..<old.count)
            segments[number] = Segment(builder)
        }
        changedRows += rows.keys
    }

    private mutating func append(_ rows: [CatalogRow], ids: [[UInt8]: Int]) {
        guard !rows.isEmpty else { return }
        var builder = SegmentBuilder()
        if let last = segments.last, last.count < CatalogLimits.segmentRowsMax {
            builder.append(last, 0..<last.count)
            segments.removeLast()
        }
        for row in rows {
            if builder.isFull { close(&builder) }
            builder.append(row)
            count([], row.flags)
        }
        close(&builder)
        changedRows += rowCount..<rowCount + rows.count
        rowCount += rows.count
        for (id, row) in ids {
            if !index.hasRoom {
                let segments = self.segments
                index = index.grown { MenuItemID.hash(row: $0, in: segments) }
            }
            index.insert(hash: id.withUnsafeBytes { StringHash.hash($0) }, row: row)
        }
    }

    private mutating func close(_ builder: inout SegmentBuilder) {
        var full = SegmentBuilder()
        swap(&full, &builder)
        segments.append(Segment(full))
    }

    private mutating func count(_ old: RowFlags, _ new: RowFlags) {
        activeCount += (new.contains(.active) ? 1 : 0) - (old.contains(.active) ? 1 : 0)
    }
}

extension RowIngest {
    /// The new rows as a generation with the still outdated rules and assignment of `old`.
    func rows(_ old: Generation) -> Generation {
        Generation(
            version: old.version, segments: segments, assignment: old.assignment,
            pricing: old.pricing, index: index, priceIndex: priceIndex, categories: categories,
            brands: brands, groups: groups, activeCount: activeCount)
    }

    /// Removes the changed rows' old entries from the price index and inserts the new ones.
    private mutating func reindex(_ old: Generation) {
        var removed: [PriceIndex.Entry] = []
        var added: [PriceIndex.Entry] = []
        for row in changedRows {
            let was = row < old.rowCount ? old.segments.priceEntry(row) : nil
            let now = segments.priceEntry(row)
            guard was != now else { continue }
            if let was { removed.append(was) }
            if let now { added.append(now) }
        }
        priceIndex.update(removed: removed, added: added)
        changedGroups = Array(Set((removed + added).map { Int($0.key >> 32) }))
    }
}

extension [Segment] {
    /// The entry of a row in the price index; nil where it is not on the menu.
    fileprivate func priceEntry(_ row: Int) -> PriceIndex.Entry? {
        let position = Generation.Position(row)
        let segment = self[position.segment]
        guard segment.flags(position.row).contains(.active) else { return nil }
        return segment.priceEntry(position.row, number: row)
    }
}
