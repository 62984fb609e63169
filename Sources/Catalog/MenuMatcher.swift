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
        for (number, segment) in generation.segments.enumerated() {
            for row in 0..<segment.count {
                let position = Generation.Position(number, row)
                if let key = key(position, segment) { body(position, key) }
            }
        }
    }

    /// The row's sort key; nil where it does not match. Cheap conditions first.
    @inline(__always)
    private func key(_ position: Generation.Position, _ segment: Segment) -> Int64? {
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
        return textKey(position, segment, base: base, price: price)
    }

    private func textKey(
        _ position: Generation.Position, _ segment: Segment, base: Int32, price: Int32
    ) -> Int64? {
        var score: Int64 = 0
        if !words.isEmpty || !strains.isEmpty {
            let found: Int64? = segment.withItem(position.row) { item in
                if !strains.isEmpty, !strains.contains(ItemText.strain(item)) { return nil }
                return words.isEmpty ? 0 : ItemText.score(item, words)
            }
            guard let found else { return nil }
            score = found
        }
        switch order {
        case .byDefault: return -score
        case .name: return segment.namePrefix(position.row)
        case .priceAscending: return Int64(price)
        case .priceDescending: return -Int64(price)
        case .saving: return -Int64(base - price)
        case .stock: return -segment.stockThousandths(position.row)
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
