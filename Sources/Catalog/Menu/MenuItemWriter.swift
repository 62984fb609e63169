/// Appends the sale fields to an item's stored base fields; every response with MenuItems is built
/// so (protobuf fields may come in any order and in pieces, encoding guide "Last One Wins").
extension Generation {
    /// A row with its sale fields, ready to be written.
    struct MenuItemWriter {
        let position: RowPosition
        let segment: Segment
        let sale: SalePresentation?
        let prices: SalePresentation.Prices
        let offers: [UInt8]
        let expiry: ExpiryFields?
        /// Bytes of the MenuItem.
        let itemCount: Int

        /// Bytes of the item as an entry: tag, length, item.
        var entryCount: Int { 1 + MenuEntry.varintSize(UInt64(itemCount)) + itemCount }

        /// Writes the MenuItem, without a tag.
        @inline(__always)
        func writeItem(to out: inout RawWriter) {
            segment.withItem(position.row) { out.copy($0) }
            sale?.write(base: segment.prices[position.row], prices, to: &out)
            if !offers.isEmpty { out.copy(offers) }
            expiry?.write(to: &out)
        }

        /// Writes the MenuItem as an entry of a repeated field with number 1.
        @inline(__always)
        func writeEntry(to out: inout RawWriter) {
            out.byte(MenuEntry.tag)
            out.varint(UInt64(itemCount))
            writeItem(to: &out)
        }
    }

    @inline(__always)
    func itemWriter(_ position: RowPosition) -> MenuItemWriter {
        let segment = segments[position.segment]
        let rule = Int(self.rule(at: position))
        let sale = rule == 0 ? nil : pricing.presentations[rule]
        let base = segment.prices[position.row]
        let prices = sale?.prices(base: base) ?? .none
        let offers = pricing.hasNoOffers ? [] : offers(position, segment)
        let isDated = segment.flags[position.row] & RowFlags.dated.rawValue != 0
        let expiry =
            isDated
            ? segment.withItem(position.row) { ExpiryFields(item: $0, today: pricing.today) } : nil
        let count =
            segment.itemRange(position.row).count + offers.count
            + (sale?.size(base: base, prices) ?? 0) + (expiry?.size ?? 0)
        return MenuItemWriter(
            position: position, segment: segment, sale: sale, prices: prices, offers: offers,
            expiry: expiry, itemCount: count)
    }

    /// Appends the row's MenuItem, without a tag.
    func appendItem(_ position: RowPosition, to bytes: inout [UInt8]) {
        let row = itemWriter(position)
        bytes.append(
            contentsOf: [UInt8](unsafeUninitializedCapacity: row.itemCount) {
                var out = RawWriter(UnsafeMutableRawPointer($0.baseAddress!))
                row.writeItem(to: &out)
                $1 = row.itemCount
            })
    }

    /// Appends the row as an entry of a repeated MenuItem field with number 1.
    func appendEntry(_ position: RowPosition, to bytes: inout [UInt8]) {
        let row = itemWriter(position)
        bytes.append(
            contentsOf: [UInt8](unsafeUninitializedCapacity: row.entryCount) {
                var out = RawWriter(UnsafeMutableRawPointer($0.baseAddress!))
                row.writeEntry(to: &out)
                $1 = row.entryCount
            })
    }

    private func offers(_ position: RowPosition, _ segment: Segment) -> [UInt8] {
        let group = groups.keys[Int(segment.groups[position.row])]
        return pricing.offerEntries(group, products: products.codes(row: position.number))
    }
}

extension SalePresentation.Prices {
    /// Placeholder for rows without a sale; never read.
    static let none = SalePresentation.Prices(sale: 0, bogoUnit: 0)
}

/// One product on the menu, ready to be written into a response.
public struct ProductView {
    private let row: Generation.MenuItemWriter

    init(_ row: Generation.MenuItemWriter) { self.row = row }

    /// Bytes of its MenuItem.
    public var count: Int { row.itemCount }

    /// Writes its MenuItem to `memory`, which must hold ``count`` bytes.
    @inline(__always)
    public func write(to memory: UnsafeMutableRawBufferPointer) {
        precondition(memory.count >= row.itemCount)
        guard let start = memory.baseAddress else { return }
        var out = RawWriter(start)
        row.writeItem(to: &out)
    }
}
