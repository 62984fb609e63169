import Pricing

/// Turns the edits of one commit into new segments: the writer's side of a generation, without
/// prices.
struct RowIngest {
    private(set) var segments: [Segment]
    private(set) var index: ProductIndex
    private(set) var categories: CodeTable
    private(set) var brands: CodeTable
    private(set) var groups: RuleGroups
    private(set) var activeCount: Int
    /// Rows that came or changed.
    private(set) var changedRows: [Int] = []
    /// Rows with their group, where that is new for the row.
    private(set) var relisted: [(row: Int, group: UInt32)] = []
    private var rowCount: Int

    init(_ generation: Generation) {
        segments = generation.segments
        index = generation.index
        categories = generation.categories
        brands = generation.brands
        groups = generation.groups
        activeCount = generation.activeCount
        rowCount = generation.rowCount
    }

    /// Takes the edits in. Throws `tooLarge` past a limit; then nothing may be published.
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
                relisted.append((row, made.group))
            } else if row >= rowCount {
                appended[row - rowCount] = made
                relisted.append((row, made.group))
            } else {
                replaced[row] = made
            }
        }
        guard rowCount + appended.count <= CatalogLimits.rowsMax else {
            throw .tooLarge("more than \(CatalogLimits.rowsMax) products")
        }
        replace(replaced)
        append(appended, ids: newRows)
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
        guard let code = UInt16(exactly: categories.add(name)) else {
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
                if made.group != old.groups[offset] { relisted.append((row, made.group)) }
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

// MARK: - Prices

extension RowIngest {
    /// The old assignments, with no rule yet for rows that are new.
    func unpriced(_ old: Generation) -> [Assignment] {
        segments.indices.map { number in
            let count = segments[number].count
            guard number < old.assignments.count else {
                return Assignment(rules: Array(repeating: 0, count: count), onSale: 0)
            }
            let known = old.assignments[number]
            if known.rules.count == count { return known }
            let more = Array(repeating: UInt32(0), count: count - known.rules.count)
            return Assignment(rules: known.rules + more, onSale: known.onSale)
        }
    }

    /// The assignments with the changed rows priced; no other row can have another rule, since
    /// the rules are the same.
    func priced(_ assignments: [Assignment], _ compiled: CompiledRules) -> [Assignment] {
        var result = assignments
        let bySegment = Dictionary(grouping: changedRows) { $0 / CatalogLimits.segmentRowsMax }
        for (number, rows) in bySegment {
            let segment = segments[number]
            var rules = assignments[number].rules
            var onSale = assignments[number].onSale
            for row in rows.lazy.map({ $0 % CatalogLimits.segmentRowsMax }) {
                let group = groups.pairs[Int(segment.groups[row])]
                let rule = compiled.ruleNumber(
                    price: segment.prices[row], category: group.category, brand: group.brand,
                    itemId: segment.itemIds[row])
                onSale += (rule != 0 ? 1 : 0) - (rules[row] != 0 ? 1 : 0)
                rules[row] = rule
            }
            result[number] = Assignment(rules: rules, onSale: onSale)
        }
        return result
    }
}
