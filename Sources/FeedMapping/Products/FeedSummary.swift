import Pricing

/// A summary of a mapped feed of products, for authors of mappings.
public struct FeedSummary: Equatable, Sendable {
    /// A category and its number of products.
    public struct Category: Equatable, Sendable {
        public let path: String
        /// The family for display and filters; `Other` if no word of the category belongs to one.
        public let family: String
        public let products: Int
    }

    public internal(set) var report = FeedReport()
    /// Distinct products: several stores or batches of one count once.
    public private(set) var products = 0
    /// Repetitions of a product for the same store and batch, of which the first counts.
    public private(set) var repeated = 0
    /// An example of a repetition.
    public private(set) var repeatedExample: String?
    /// Products without a readable price.
    public private(set) var withoutPrice = 0
    /// Products with a sale price in the feed.
    public private(set) var onSale = 0
    /// Products whose sale price is not below the price.
    public private(set) var salesWithoutSaving = 0
    public private(set) var priceCentsMin: Int64?
    public private(set) var priceCentsMax: Int64?
    public private(set) var withoutCategory = 0
    /// The first products as mapped.
    public private(set) var examples: [FeedProduct] = []
    private var counts: [String: Int] = [:]
    private var rows: Set<String> = []
    private var ids: Set<String> = []

    /// Summarises a feed, or its first `rowsMax` records.
    public static func reading(
        _ bytes: [UInt8], _ format: FeedFormat, _ mapping: FeedMapping, rowsMax: Int = .max
    ) -> FeedSummary {
        var summary = FeedSummary()
        summary.report = FeedReader.products(bytes, format, mapping, rowsMax: rowsMax) {
            summary.add($0)
        }
        return summary
    }

    init() {}

    private mutating func add(_ product: FeedProduct) {
        for stock in product.stocks {
            let row = "\(product.id)\n\(stock.store ?? "")\n\(product.batch ?? "")"
            if rows.insert(row).inserted { continue }
            repeated += 1
            repeatedExample = repeatedExample ?? product.id
        }
        guard ids.insert(product.id).inserted else { return }
        products += 1
        if examples.count < FeedLimits.examplesMax { examples.append(product) }
        if let price = product.anyPriceCents {
            priceCentsMin = min(priceCentsMin ?? price, price)
            priceCentsMax = max(priceCentsMax ?? price, price)
            if let sale = product.salePriceCents {
                if sale < price { onSale += 1 } else { salesWithoutSaving += 1 }
            }
        } else {
            withoutPrice += 1
        }
        guard let category = product.category else {
            withoutCategory += 1
            return
        }
        counts[category, default: 0] += 1
    }

    /// The categories by descending number of products.
    public var categories: [Category] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(FeedLimits.categoriesShownMax)
            .map { path, count in
                Category(path: path, family: CategoryPath(path).family.name, products: count)
            }
    }

    /// The families by descending number of products.
    public var families: [(name: String, products: Int)] {
        var families: [String: Int] = [:]
        for (path, count) in counts {
            families[CategoryPath(path).family.name, default: 0] += count
        }
        return families.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { ($0.key, $0.value) }
    }

    /// A sentence for each part that could not be mapped, or is odd, most serious first.
    public var findings: [String] {
        var texts = report.findings
        if repeated > 0, let repeatedExample {
            texts.append(
                "\(repeated) products come again with the id of one before, for example"
                    + " \(repeatedExample); the first counts")
        }
        if withoutPrice > 0 { texts.append("\(withoutPrice) products have no price") }
        if salesWithoutSaving > 0 {
            texts.append(
                "\(salesWithoutSaving) products have a sale price that is not below their price")
        }
        return texts
    }

    /// Why the mapping cannot be used with this feed; nil if it can.
    public var refusal: String? {
        if let fault = report.fault, report.entries == 0 { return "\(fault)" }
        if let misfit = report.misfit { return misfit }
        if report.rows == 0 { return "the feed has no records" }
        if products == 0 { return "no record becomes a product" }
        if withoutPrice == products, !report.isTruncated { return "no product has a price" }
        return nil
    }
}
