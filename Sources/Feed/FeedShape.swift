import FeedMapping
import PointOfSale

extension ListingShape {
    /// What the records of a feed had.
    init(_ report: FeedReport) {
        self.init(records: report.rows, isWhole: report.isWhole)
        for (name, use) in report.uses {
            fields[name] = Field(count: use.count, examples: use.examples, isLost: use.isLost)
        }
    }

    /// What a list of rules had that is made of the discounts' feed, if there is one, and of the
    /// products' own sales.
    init(rules: ListingShape?, _ products: FeedProducts) {
        self = rules ?? ListingShape(records: products.report.rows, isWhole: true)
        isWhole = isWhole && products.report.isWhole
        if rules == nil { ids = [] }
        ids?.formUnion((products.shape.ids ?? []).map(Self.product))
        for field in [FeedField.salePrice, .saleStart, .saleEnd] {
            let name = field.rawValue
            guard var sale = products.shape.fields[name] else { continue }
            sale.examples = sale.examples.map(Self.product)
            fields["products.\(name)"] = sale
        }
    }

    /// The id of a product among those of rules.
    private static func product(_ id: String) -> String { "product \(id)" }
}

extension FeedReport {
    /// What the mapping of a feed names and no record has, as a sentence; nil where there is
    /// nothing such.
    func unreadWarning(_ kind: FeedKind) -> String? {
        let names = unread
        guard !names.isEmpty else { return nil }
        return "the mapping of \(kind.rawValue) names \(names.joined(separator: ", ")), which no"
            + " record has"
    }
}
