import ProtobufWire

/// A query's conditions, resolved against one generation: which rows match and how they sort.
struct MenuMatcher {
    let generation: Generation
    /// Groups of category and brand that match; nil where all do.
    private let groups: [Bool]?
    private let minPrice: Int32
    private let maxPrice: Int32
    private let onSale: Bool?
    private let inStock: Bool?
    private let strains: Set<String>
    private let words: [[UInt8]]
    let order: MenuOrder

    init(_ query: MenuQuery, _ generation: Generation) {
        self.generation = generation
        groups = Self.groups(query, generation)
        minPrice = Int32(clamping: query.minPrice ?? 0)
        maxPrice = Int32(clamping: query.maxPrice ?? .max)
        onSale = query.onSale
        inStock = query.inStock
        strains = Set(query.strains.map(ItemText.fold))
        words = ItemText.words(query.text)
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
        for (number, segment) in generation.segments.enumerated() {
            guard words.isEmpty || score(segment, &scores, &sums) else { continue }
            for row in 0..<segment.count {
                let position = Generation.Position(number, row)
                if !words.isEmpty, sums[row] == 0 { continue }
                if let key = key(position, segment, score: sums[row]) { body(position, key) }
            }
        }
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

    /// The row's sort key; nil where it does not match. Cheap conditions first.
    @inline(__always)
    private func key(
        _ position: Generation.Position, _ segment: Segment, score: Int64
    ) -> Int64? {
        let row = position.row
        let flags = RowFlags(rawValue: segment.flags[row])
        guard flags.contains(.active) else { return nil }
        if let inStock, flags.contains(.inStock) != inStock { return nil }
        if let groups, !groups[Int(segment.groups[row])] { return nil }
        let rule = generation.rule(at: position)
        if let onSale, (rule != 0) != onSale { return nil }
        let base = segment.prices[row]
        let price = rule == 0 ? base : generation.effectivePrice(position)
        guard price >= minPrice, price <= maxPrice else { return nil }
        if !strains.isEmpty {
            guard segment.withItem(row, { strains.contains(ItemText.strain($0)) }) else {
                return nil
            }
        }
        switch order {
        case .byDefault: return -score
        case .name: return segment.namePrefix(row)
        case .priceAscending: return Int64(price)
        case .priceDescending: return -Int64(price)
        case .saving: return -Int64(base - price)
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
