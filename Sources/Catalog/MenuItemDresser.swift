/// Puts the sale fields behind an item's base fields: how every answer that holds a MenuItem is
/// made (protobuf fields may come in any order and in pieces, encoding guide "Last One Wins").
extension Generation {
    /// Appends the row's MenuItem, without a tag.
    func appendItem(_ position: Position, to bytes: inout [UInt8]) {
        let segment = segments[position.segment]
        bytes.append(contentsOf: segment.bytes[segment.itemRange(position.row)])
        appendSale(position, segment, to: &bytes)
    }

    /// Appends the row as an entry of a repeated MenuItem field with number 1.
    @inline(__always)
    func appendEntry(_ position: Position, to bytes: inout [UInt8]) {
        let segment = segments[position.segment]
        let rule = Int(assignments[position.segment].rules[position.row])
        if rule == 0, pricing.hasNoOffers {
            let start = Int(segment.entryStarts[position.row])
            let end = Int(segment.entryStarts[position.row + 1])
            bytes.append(contentsOf: segment.bytes[start..<end])
            return
        }
        appendDressedEntry(position, segment, rule, to: &bytes)
    }

    private func appendDressedEntry(
        _ position: Position, _ segment: Segment, _ rule: Int, to bytes: inout [UInt8]
    ) {
        let item = segment.itemRange(position.row)
        let offers = offers(position, segment)
        let base = segment.prices[position.row]
        bytes.append(MenuEntry.tag)
        guard rule != 0, let sale = pricing.presentations[rule] else {
            MenuEntry.appendVarint(UInt64(item.count + offers.count), to: &bytes)
            bytes.append(contentsOf: segment.bytes[item])
            bytes.append(contentsOf: offers)
            return
        }
        let prices = sale.prices(base: base)
        let size = item.count + sale.size(base: base, prices) + offers.count
        MenuEntry.appendVarint(UInt64(size), to: &bytes)
        bytes.append(contentsOf: segment.bytes[item])
        sale.append(base: base, prices, to: &bytes)
        bytes.append(contentsOf: offers)
    }

    private func appendSale(_ position: Position, _ segment: Segment, to bytes: inout [UInt8]) {
        let rule = Int(assignments[position.segment].rules[position.row])
        let base = segment.prices[position.row]
        if rule != 0, let sale = pricing.presentations[rule] {
            sale.append(base: base, sale.prices(base: base), to: &bytes)
        }
        if !pricing.hasNoOffers { bytes.append(contentsOf: offers(position, segment)) }
    }

    private func offers(_ position: Position, _ segment: Segment) -> [UInt8] {
        if pricing.hasNoOffers { return [] }
        return pricing.offers(
            category: segment.categories[position.row], brand: segment.brands[position.row],
            itemId: segment.itemIds[position.row])
    }

    /// What a customer pays for one today, in cents; 0 where there is no price.
    @inline(__always)
    func effectivePrice(_ position: Position) -> Int32 {
        let base = segments[position.segment].prices[position.row]
        let rule = Int(assignments[position.segment].rules[position.row])
        guard rule != 0, let sale = pricing.presentations[rule] else { return base }
        return Int32(truncatingIfNeeded: sale.prices(base: base).sale)
    }
}
