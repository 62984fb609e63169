/// A product in a feed, or one batch or store of it. Money is in cents; quantities, percentages,
/// milligrams and grams are in 1/1,000. Absent and unreadable fields are nil; the latter are listed
/// in ``unreadable``.
public struct FeedProduct: Equatable, Sendable {
    public var id: String
    public var name: String?
    public var brand: String?
    /// A path whose segments are separated by ` > `.
    public var category: String?
    public var vendor: String?
    public var strain: String?
    public var strainType: String?
    public var sku: String?
    public var barcode: String?
    public var description: String?
    public var uom: String?
    /// http and https URLs.
    public var images: [String] = []
    public var effects: [String] = []
    public var priceCents: Int64?
    public var priceWithTaxCents: Int64?
    public var medicalPriceCents: Int64?
    public var medicalPriceWithTaxCents: Int64?
    /// The price in the feed's own sale.
    public var salePriceCents: Int64?
    public var saleName: String?
    /// A date with optional time, as Pricing reads it.
    public var saleStart: String?
    public var saleEnd: String?
    /// In 1/10,000 of a dollar, the unit of costs.
    public var costTenThousandths: Int64?
    /// Stock by store; the store is nil if the feed names none.
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
    /// Fields whose values are unreadable.
    public var unreadable: Set<FeedField> = []

    /// The stock of one store.
    public struct Stock: Equatable, Sendable {
        public var store: String?
        public var available: Int64?
        public var onHand: Int64?
    }

    init(id: String) { self.id = id }

    /// The lowest regular price.
    public var anyPriceCents: Int64? {
        priceCents ?? priceWithTaxCents ?? medicalPriceCents ?? medicalPriceWithTaxCents
    }
}

/// A discount rule in a feed, interpreted by Pricing. Numbers are decimal texts.
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
    /// Fields whose values are unreadable; ignoring one would change the rule.
    public var unreadable: Set<FeedField> = []

    init(id: String) { self.id = id }

    /// The rule without its products, brands and categories.
    var unscoped: FeedRule {
        var rule = self
        (rule.products, rule.brands, rule.categories) = ([], [], [])
        return rule
    }
}
