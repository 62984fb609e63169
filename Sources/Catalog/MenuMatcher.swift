import ProtobufWire

/// A query's conditions, resolved against one generation: which rows match and how they sort.
struct MenuMatcher {
    let generation: Generation
    /// Groups of category and brand that match; nil where all do, or those of ``categories``.
    private let groups: [Bool]?
    /// Codes of the categories whose rows alone are visited; nil where all rows are.
    private let categories: [UInt16]?
    private let minPrice: Int32
    private let maxPrice: Int32
    /// Whether it matters that a row is on sale (1 or 0), and what it must be.
    private let saleMask: UInt32
    private let saleWanted: UInt32
    /// Flags that are looked at, and what they must be.
    private let flagsMask: UInt8
    private let flagsWanted: UInt8
    private let strains: Set<String>
    private let words: [[UInt8]]
    let order: MenuOrder

    init(_ query: MenuQuery, _ generation: Generation) {
        self.generation = generation
        minPrice = Int32(clamping: query.minPrice ?? 0)
        maxPrice = Int32(clamping: query.maxPrice ?? .max)
        saleMask = query.onSale == nil ? 0 : 1
        saleWanted = query.onSale == true ? 1 : 0
        let stock: RowFlags = query.inStock == nil ? [] : .inStock
        flagsMask = RowFlags.active.union(stock).rawValue
        flagsWanted = RowFlags.active.union(query.inStock == true ? stock : []).rawValue
        strains = Set(query.strains.map(ItemText.fold))
        words = ItemText.words(query.text)
        // A text narrows the rows better than a category does.
        let byCategory = !query.categories.isEmpty && words.isEmpty
        categories = byCategory ? Self.codes(query.categories, generation.categories) : nil
        groups = byCategory && query.brands.isEmpty ? nil : Self.groups(query, generation)
        let wanted = query.order
        order = wanted == .byDefault && words.isEmpty ? .name : wanted
    }

    private static func groups(_ query: MenuQuery, _ generation: Generation) -> [Bool]? {
        let categories = bitmap(query.categories, generation.categories)
        let brands = bitmap(query.brands, generation.brands)
        guard categories != nil || brands != nil else { return nil }
        return generation.groups.pairs.map { pair in
            (categories?[Int(pair.category)] ?? true) && (brands?[Int(pair.brand)] ?? true)
        }
    }

    /// The codes of the names that some row has, each once.
    private static func codes(_ names: [String], _ table: CodeTable) -> [UInt16] {
        Set(names.compactMap { table.code(for: $0) }).map { UInt16(truncatingIfNeeded: $0) }
    }

    private static func bitmap(_ names: [String], _ table: CodeTable) -> [Bool]? {
        guard !names.isEmpty else { return nil }
        var bitmap = [Bool](repeating: false, count: table.count)
        for name in names {
            if let code = table.code(for: name) { bitmap[Int(code)] = true }
        }
        return bitmap
    }

    /// Calls `body` with each matching row and its sort key, ascending in the wanted order.
    func forEach(_ body: (Generation.Position, Int64) -> Void) {
        var scores = [UInt8](repeating: 0, count: CatalogLimits.segmentRowsMax)
        var sums = [Int64](repeating: 0, count: CatalogLimits.segmentRowsMax)
        var found = FoundRows()
        for (number, segment) in generation.segments.enumerated() {
            guard words.isEmpty || score(segment, &scores, &sums) else { continue }
            generation.withColumns(number) { columns in
                found.removeAll()
                collect(number, columns, sums, into: &found)
                found.forEach { row in
                    guard isWanted(row, columns) else { return }
                    let key = key(row, segment, columns, score: sums[row])
                    body(Generation.Position(number, row), key)
                }
            }
        }
    }

    /// The rows of a segment that meet the conditions on columns.
    private func collect(
        _ number: Int, _ columns: SegmentColumns, _ sums: [Int64], into found: inout FoundRows
    ) {
        if let categories {
            let rows = generation.segments[number].categoryRows(generation.groups)
            for code in categories {
                rows.rows(of: code).withUnsafeBufferPointer { rows in
                    found.take(rows.count, { Int(rows[$0]) }, if: { matches($0, columns) })
                }
            }
        } else if words.isEmpty {
            found.take(columns.flags.count, { $0 }, if: { matches($0, columns) })
        } else {
            found.take(
                columns.flags.count, { $0 }, if: { matches($0, columns) & (sums[$0] == 0 ? 0 : 1) })
        }
    }

    /// 1 where a row meets the conditions on columns. Without a jump: which rows match is random.
    @inline(__always)
    private func matches(_ row: Int, _ columns: SegmentColumns) -> Int {
        let price = columns.effectivePrice(row)
        let isFlagged = columns.flags[row] & flagsMask == flagsWanted ? 1 : 0
        let isSold = min(columns.rules[row], 1) & saleMask == saleWanted ? 1 : 0
        return isFlagged & isSold & (price >= minPrice ? 1 : 0) & (price <= maxPrice ? 1 : 0)
    }

    /// The conditions that few queries have, on rows that meet all others.
    @inline(__always)
    private func isWanted(_ row: Int, _ columns: SegmentColumns) -> Bool {
        if let groups, !groups[Int(columns.groups[row])] { return false }
        return strains.isEmpty || strains.contains(ItemText.strain(columns.item(row)))
    }

    /// Sums up each row's relevance for all words; 0 where some word begins no word of the row.
    /// Whether any row has one.
    private func score(
        _ segment: Segment, _ scores: inout [UInt8], _ sums: inout [Int64]
    ) -> Bool {
        var isFirst = true
        for word in words {
            for row in 0..<segment.count { scores[row] = 0 }
            segment.textIndex.match(word, into: &scores)
            var any: UInt8 = 0
            for row in 0..<segment.count {
                let isOut = scores[row] == 0 || (!isFirst && sums[row] == 0)
                sums[row] = isOut ? 0 : (isFirst ? 0 : sums[row]) + Int64(scores[row])
                any |= isOut ? 0 : 1
            }
            if any == 0 { return false }
            isFirst = false
        }
        return true
    }

    /// What a matching row is sorted by.
    @inline(__always)
    private func key(
        _ row: Int, _ segment: Segment, _ columns: SegmentColumns, score: Int64
    ) -> Int64 {
        let price = columns.effectivePrice(row)
        switch order {
        case .byDefault: return -score
        case .name: return segment.namePrefix(row)
        case .priceAscending: return Int64(price)
        case .priceDescending: return -Int64(price)
        case .saving: return -Int64(columns.prices[row] - price)
        case .stock: return -segment.stockThousandths(row)
        }
    }

    /// Whether ties of the key are broken by name before the id.
    var comparesNames: Bool { order == .name || order == .byDefault }
}

extension Segment {
    /// Calls `body` with the row's MenuItem, which must not leave it.
    @inline(__always)
    func withItem<Result>(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[itemRange(row)])) }
    }

    /// The first eight bytes of the row's name as a number that sorts like them, folded as
    /// ``RowOrder`` folds: it settles nearly every comparison of names.
    @inline(__always)
    func namePrefix(_ row: Int) -> Int64 {
        bytes.withUnsafeBytes { bytes in
            let name = MenuItemID.nameRange(itemAt: itemRange(row), of: bytes)
            var prefix: UInt64 = 0
            for offset in 0..<8 {
                let index = name.lowerBound + offset
                let byte = index < name.upperBound ? RowOrder.folded(bytes[index]) : 0
                prefix = prefix << 8 | UInt64(byte)
            }
            return Int64(prefix >> 1)
        }
    }

    /// The row's stock in thousandths of a unit.
    func stockThousandths(_ row: Int) -> Int64 {
        withItem(row) { item in
            var reader = WireReader(item)
            while let field = try? reader.nextField() {
                if field.number == 19, field.type == .fixed64, let bits = try? reader.fixed64() {
                    return Int64((Double(bitPattern: bits) * 1000).rounded())
                }
                do { try reader.skip(field.type) } catch { return 0 }
            }
            return 0
        }
    }
}
