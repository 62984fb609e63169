/// A product as a feed has it, or one batch or store of it. Money is in cents, quantities,
/// percentages, milligrams and grams in 1/1,000. What is absent and what cannot be read is nil; the
/// latter is in ``unreadable``.
public struct FeedProduct: Equatable, Sendable {
    public var id: String
    public var name: String?
    public var brand: String?
    /// A path, its segments separated by ` > `.
    public var category: String?
    public var vendor: String?
    public var strain: String?
    public var strainType: String?
    public var sku: String?
    public var barcode: String?
    public var description: String?
    public var uom: String?
    /// http and https addresses.
    public var images: [String] = []
    public var effects: [String] = []
    public var priceCents: Int64?
    public var priceWithTaxCents: Int64?
    public var medicalPriceCents: Int64?
    public var medicalPriceWithTaxCents: Int64?
    /// What it costs in the feed's own sale.
    public var salePriceCents: Int64?
    public var saleName: String?
    /// A day or a time as Pricing reads them.
    public var saleStart: String?
    public var saleEnd: String?
    /// In 1/10,000 of a dollar, as costs are kept.
    public var costTenThousandths: Int64?
    /// By store; the store is nil where the feed names none.
    public var stocks: [Stock] = []
    public var batch: String?
    public var thcThousandths: Int64?
    public var cbdThousandths: Int64?
    public var thcMilligramsThousandths: Int64?
    public var cbdMilligramsThousandths: Int64?
    public var weightThousandths: Int64?
    /// `yyyy-mm-dd`.
    public var expirationDate: String?
    public var packageDate: String?
    public var receivedDate: String?
    public var isCannabis: Bool?
    public var isAdultUse: Bool?
    public var isProduct: Bool?
    /// Fields that are there and are no such value.
    public var unreadable: Set<FeedField> = []

    /// What one store has of it.
    public struct Stock: Equatable, Sendable {
        public var store: String?
        public var available: Int64?
        public var onHand: Int64?
    }

    init(id: String) { self.id = id }

    /// The lowest of the prices that it is sold at without a sale.
    public var anyPriceCents: Int64? {
        priceCents ?? priceWithTaxCents ?? medicalPriceCents ?? medicalPriceWithTaxCents
    }
}

/// A discount rule as a feed has it; what it means is decided by Pricing. Numbers are decimal
/// texts.
public struct FeedRule: Equatable, Sendable {
    public var id: String
    public var name: String?
    public var description: String?
    public var kind: String?
    public var value: String?
    public var active: Bool?
    public var start: String?
    public var end: String?
    public var categories: [String] = []
    public var brands: [String] = []
    public var products: [String] = []
    public var storeWide: Bool?
    public var minQuantity: String?
    public var minTotal: String?
    public var customerTypes: [String] = []
    public var badge: String?
    public var priority: String?
    /// The stores where it holds; nil where the feed does not say.
    public var locations: [String]?
    /// Fields that are there and are no such value: a rule with one is another rule without it.
    public var unreadable: Set<FeedField> = []

    init(id: String) { self.id = id }

    /// The rule without the products, brands and categories that it names.
    var unscoped: FeedRule {
        var rule = self
        (rule.products, rule.brands, rule.categories) = ([], [], [])
        return rule
    }
}
