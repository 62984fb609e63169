import Pricing

/// What a feed of products looks like once it is mapped, for those who write the mapping.
public struct FeedSummary: Equatable, Sendable {
    /// Products of a category.
    public struct Category: Equatable, Sendable {
        public let path: String
        /// What it is shown and filtered by; `Other` where no word of it names one.
        public let family: String
        public let products: Int
    }

    public internal(set) var report = FeedReport()
    /// Different products: those of several stores or batches count once.
    public private(set) var products = 0
    /// Products that came again for the same store and batch: the first counts.
    public private(set) var repeated = 0
    /// One of them.
    public private(set) var repeatedExample: String?
    /// Products without a price that can be read.
    public private(set) var withoutPrice = 0
    /// Products in the feed's own sale.
    public private(set) var onSale = 0
    /// Products whose price in the sale is not below the price.
    public private(set) var salesWithoutSaving = 0
    public private(set) var priceCentsMin: Int64?
    public private(set) var priceCentsMax: Int64?
    public private(set) var withoutCategory = 0
    /// The first products, as they were mapped.
    public private(set) var examples: [FeedProduct] = []
    private var counts: [String: Int] = [:]
    private var rows: Set<String> = []
    private var ids: Set<String> = []

    /// Reads a feed, or its first `rowsMax` records.
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

    /// The categories, those with the most products first.
    public var categories: [Category] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .prefix(FeedLimits.categoriesShownMax)
            .map { path, count in
                Category(path: path, family: CategoryPath(path).family.name, products: count)
            }
    }

    /// Products by family, those with the most first.
    public var families: [(name: String, products: Int)] {
        var families: [String: Int] = [:]
        for (path, count) in counts {
            families[CategoryPath(path).family.name, default: 0] += count
        }
        return families.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { ($0.key, $0.value) }
    }

    /// A sentence for each thing that could not be mapped, or is odd; the gravest first.
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

    /// Why the mapping cannot be used with this feed; nil where it can.
    public var refusal: String? {
        if let fault = report.fault, report.entries == 0 { return "\(fault)" }
        if !report.columns.isEmpty, let missing = report.missingPaths.first {
            return "the mapping names \(missing), and there is no such column"
        }
        if let repeated = report.repeatedColumns.first {
            return "the mapping names \(repeated), and there are several such columns"
        }
        if report.rows == 0 { return "the feed has no records" }
        if products == 0 { return "no record becomes a product" }
        if withoutPrice == products { return "no product has a price" }
        return nil
    }
}
