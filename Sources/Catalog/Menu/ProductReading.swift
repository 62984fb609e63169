import FirestoreModel
import MirrorTree
import Ordering
import Pricing
import ProtobufWire
import StatusCodes

/// Reads of single products.
extension Generation {
    /// Appends the MenuItem of the product if it is on the menu; returns whether it is.
    ///
    /// - Parameter productID: a document id (`alleaves_1018`), a canonical id or a POS's own id
    ///   (`1018`), in this order of precedence; see ``row(named:prefix:)``.
    public func appendProduct(_ productID: UnsafeRawBufferPointer, to bytes: inout [UInt8]) -> Bool
    {
        guard let position = activePosition(productID) else { return false }
        appendItem(position, to: &bytes)
        return true
    }

    /// The product of that id, if it is on the menu; see ``appendProduct(_:to:)``.
    @inline(__always)
    public func product(_ productID: UnsafeRawBufferPointer) -> ProductView? {
        activePosition(productID).map { ProductView(itemWriter($0)) }
    }

    /// The hash of the POS's item that the last sync applied to the product document `id`; nil
    /// where the catalog has no such product or another writer changed it since.
    public func sourceHash(id: UnsafeRawBufferPointer) -> UInt64? {
        guard let row = row(id: id) else { return nil }
        let position = RowPosition(row)
        let segment = segments[position.segment]
        guard !segment.flags(position.row).contains(.deleted) else { return nil }
        let hash = segment.sourceHashes[position.row]
        return hash == 0 ? nil : hash
    }

    /// As above, by the id as text.
    public func sourceHash(id: String) -> UInt64? {
        ByteOrder.withUTF8(id) { sourceHash(id: $0) }
    }

    /// Whether the product document `id` is on the menu.
    public func hasProduct(id: String) -> Bool {
        guard let row = ByteOrder.withUTF8(id, { row(id: $0) }) else { return false }
        let position = RowPosition(row)
        return segments[position.segment].flags(position.row).contains(.active)
    }

    /// Document ids of all products that are active in their documents and begin with `idPrefix`,
    /// in no order: those on the menu, and those that no location of the tenant has any more.
    public func activeProducts(idPrefix: String) -> [String] {
        let prefix = Array(idPrefix.utf8)
        return segments.flatMap { segment in
            (0..<segment.count).compactMap { row -> String? in
                guard !segment.flags(row).isDisjoint(with: [.active, .hidden]) else { return nil }
                return segment.withItem(row) { item in
                    let id = MenuItemID.id(of: item)
                    return id.starts(with: prefix) ? String(decoding: id, as: UTF8.self) : nil
                }
            }
        }
    }

    /// Whether a product of a POS may have a document id with this prefix. Needs no look at the
    /// products.
    public func mayHaveProducts(idPrefix: String) -> Bool {
        idPrefixes.isFull || idPrefixes.all.contains(Array(idPrefix.utf8))
    }

    /// Number of products on the menu that a rule on this category would match.
    public func productCount(category: String) -> Int {
        let flags = categories.flags([category])
        return groups.keys.indices.reduce(0) { sum, group in
            guard flags[Int(groups.keys[group].category)] else { return sum }
            return sum + priceIndex.ranks(group: UInt32(group), from: 0, to: nil).count
        }
    }

    /// The MenuItem and every rule that could match it; throws `unknownProduct`.
    public func explain(
        _ productID: String
    ) throws(Status) -> (item: [UInt8], rules: [RuleExplanation]) {
        let found = Array(productID.utf8).withUnsafeBytes { activePosition($0) }
        guard let position = found, let product = pricedProduct(productID) else {
            throw .unknownProduct(productID)
        }
        var item: [UInt8] = []
        appendItem(position, to: &item)
        return (item, PriceExplanation.explain(product, rules: pricing.rules, now: pricing.now))
    }

    /// Every rule in document id order, with its state and the number of products on the menu that
    /// it prices.
    public func discounts() -> [(rule: ParsedRule, state: RuleState, onSale: Int)] {
        let counts = assignment.counts(priceIndex)
        return pricing.rules.sorted { $0.identity.id < $1.identity.id }.map { rule in
            guard case .rule(let live) = rule else {
                return (rule, rule.disposition(now: pricing.now), 0)
            }
            let count = counts[pricing.compiled.number(of: live)] ?? 0
            return (rule, rule.disposition(now: pricing.now), count)
        }
    }

    /// Number of rules by state.
    public var ruleCounts: [RuleState: Int] {
        pricing.rules.reduce(into: [:]) { $0[$1.disposition(now: pricing.now), default: 0] += 1 }
    }
}

/// The sale fields of a public product document, derived on every read.
extension Generation {
    /// Whether both generations have the same rules, so that an unchanged document has the same
    /// sale fields in both.
    public func sharesRules(with other: Generation) -> Bool {
        pricing === other.pricing && products.moves == other.products.moves
    }

    /// When the rules last changed, by an edit or by the clock, and with them the documents as
    /// read; microseconds since 1970, 0 for never.
    public var rulesTime: Int64 {
        max(pricing.rulesTime, pricing.compiled.lastBoundary?.clampedMicroseconds ?? 0)
    }

    /// The document's fields with its sale fields added, in key order; MapValue bytes.
    ///
    /// `stored` has its keys in order and none of the sale fields.
    public func withSaleFields(
        id: [UInt8], stored: [UInt8]
    ) throws(WireError) -> [UInt8] {
        var fields = FieldsWriter(capacity: 256)
        let position = id.withUnsafeBytes { activePosition($0) }
        let rule = position.map { self.rule(at: $0) } ?? 0
        let live = pricing.compiled.rule(number: rule)
        if let live, let position, let cents = live.bogoUnitPrice(base: base(position)) {
            fields.double("bogoUnitPrice", Double(cents) / 100)
        }
        if let position, !pricing.hasNoOffers { writeOffers(position, to: &fields) }
        if let live {
            fields.string("discountId", live.discountId)
            fields.string("discountName", live.name)
        }
        fields.boolean("isOnSale", live != nil)
        // The time of this rule alone: independent of restarts and of other rules.
        if let live, live.liveSince > 0 {
            fields.timestamp("lastDiscountSyncAt", microseconds: live.liveSince)
        } else {
            fields.null("lastDiscountSyncAt")
        }
        if let live, let position {
            let base = base(position)
            let sale = live.salePrice(base: base) ?? base
            fields.double("originalPrice", Double(base) / 100)
            fields.string("saleBadgeText", live.badge)
            if let end = live.endMs {
                fields.timestamp("saleEndsAt", microseconds: end.clampedMicroseconds)
            } else {
                fields.null("saleEndsAt")
            }
            fields.double("salePrice", Double(sale) / 100)
        }
        return try FieldsMerge.mergeTopLevel(
            old: stored, new: fields.bytes, replacing: ProductSchema.laterSaleKeys)
    }

    private func base(_ position: RowPosition) -> Int64 {
        Int64(segments[position.segment].prices[position.row])
    }

    private func writeOffers(_ position: RowPosition, to fields: inout FieldsWriter) {
        let segment = segments[position.segment]
        let group = groups.keys[Int(segment.groups[position.row])]
        let offers = pricing.offers(group, products: products.codes(row: position.number))
        guard !offers.isEmpty else { return }
        fields.array("conditionalOffers") { values in
            for offer in offers { values.map { offer.write(to: &$0) } }
        }
    }
}

extension DiscountRule {
    /// The rule as an element of a document's `conditionalOffers`: the same as MenuItem has.
    fileprivate func write(to fields: inout FieldsWriter) {
        fields.string("badgeText", badge.truncated)
        if !customerTypes.isEmpty {
            fields.array("customerTypes") { values in
                for type in customerTypes.prefix(CatalogLimits.offerCustomerTypesMax) {
                    values.string(type.truncated)
                }
            }
        }
        fields.string("discountId", discountId)
        if minQty > 1 { fields.integer("minQuantity", minQty) }
        if minTotalCents > 0 { fields.double("minTotal", Double(minTotalCents) / 100) }
        fields.string("name", name.truncated)
    }
}
