import DocumentStore
import FirestoreModel
import MirrorTree
import Ordering
import Pricing
import ProtobufWire
import StatusCodes

extension Catalog {
    /// The price history of a product; nil where the tenant has no such product on the menu.
    ///
    /// - Parameter productID: any of the product's ids; see ``Generation/appendProduct(_:to:)``.
    public func priceHistory(
        org: String, productID: String
    ) throws(Status) -> PriceTimeline? {
        // Taken before the records are read, so that the records are at least as new.
        guard let generation = tenant(org)?.generation,
            let product = generation.pricedProduct(productID), let id = product.names?.id
        else { return nil }
        let document = DocumentKey(
            database: Self.database, path: ProductPath.publicItem(org: org, id: id))
        let key = ColumnKey.prefix(ColumnKey.baseChangesKind, org: org) + Array(id.utf8)
        let base = try reading.auxiliary(.columns, key)
        let changes = try ruleChanges(org)
        let isTruncated =
            changes.count >= CatalogLimits.ruleChangesMax - CatalogLimits.ruleChangesDropped
        let lost = changes.last { $0.before == .notKept }?.time ?? 0
        let history = PriceHistory(
            product: product, createdAt: try reading.get(document)?.createTime ?? 0,
            baseChanges: base.flatMap(BaseChange.all) ?? [],
            rules: Dictionary(
                generation.pricing.rules.map { ($0.identity.id, $0) },
                uniquingKeysWith: { first, _ in first }),
            ruleChanges: try changes.map { change throws(Status) in
                (change.time, change.ruleID, try rule(change, org))
            },
            rulesKnownSince: max(lost, isTruncated ? changes.first?.time ?? 0 : 0))
        // Includes the whole present millisecond, and commits whose times were raised to stay
        // increasing.
        return history.timeline(
            now: max(milliseconds() * 1000 + 999, reading.lastCommit.time))
    }

    private func ruleChanges(_ org: String) throws(Status) -> [RuleChange] {
        let prefix = ColumnKey.prefix(ColumnKey.ruleChangeKind, org: org)
        var changes: [RuleChange] = []
        try reading.scanAuxiliary(.columns, prefix: prefix) { key, value throws(Status) in
            guard let change = RuleChange(key: key, prefix: prefix.count, value: value) else {
                throw Status(.corruption, "columns", "a change of a rule that does not decode")
            }
            changes.append(change)
            return true
        }
        return changes
    }

    private func rule(_ change: RuleChange, _ org: String) throws(Status) -> ParsedRule? {
        guard case .fields(let bytes) = change.before else { return nil }
        do throws(WireError) {
            let fields = try RuleDocument.fields(id: change.ruleID, bytes)
            return DiscountRule.make(
                from: fields, zone: zone(org), locations: locations(of: org))
        } catch {
            throw Status(.corruption, "columns", "\(error)")
        }
    }
}

extension Generation {
    /// The input of the rules for a product on the menu.
    func pricedProduct(_ productID: String) -> PricingInput? {
        let found = ByteOrder.withUTF8(productID) { activePosition($0) }
        guard let position = found else { return nil }
        let segment = segments[position.segment]
        let group = groups.keys[Int(segment.groups[position.row])]
        return PricingInput(
            base: Int64(segment.prices[position.row]),
            categoryKey: categories.paths[Int(group.category)].key,
            brandKey: brands.keys[Int(group.brand)], names: names(position),
            location: stores.id(group.store))
    }
}
