/// A discount rule of the POS; interpreted by Pricing.
public struct POSDiscount: Equatable, Sendable {
    /// A whole number or a text, as text.
    public var idDiscount: String
    public var name: String
    public var description: String?
    /// percent, amount, fixed_price, bogo, or whatever the POS says.
    public var type: String
    /// Decimal text as written, for example `12.5`; nil if absent.
    public var value: String?
    /// As written; a date or a date and time.
    public var startDate: String?
    public var endDate: String?
    /// Nil if absent or unreadable.
    public var isActive: Bool?
    public var categories: [String]
    public var brands: [String]
    /// Ids of items, as text.
    public var products: [String]
    /// Decimal texts.
    public var minQuantity: String?
    public var minTotal: String?
    public var customerTypes: [String]
    public var badgeText: String?
    /// Decimal text, higher first; `0` if absent.
    public var priority: String
    /// Whether it is explicitly for the whole store; nil if not given.
    public var isStoreWide: Bool?
    /// The POS's ids of the locations where it holds; nil where the POS does not say, so that it
    /// holds wherever it is listed.
    public var locations: [String]?
    /// Unreadable fields, as named by the POS. They must not count as absent: a rule without its
    /// unreadable condition would apply to everyone.
    public var unreadableFields: Set<String> = []
    /// Fields present twice with different values, as named by the POS.
    public var contradictedFields: Set<String> = []
    /// The POS lists different rules under the id, so that none can be applied. The fields are
    /// those common to all.
    public var isAmbiguous = false

    public init(
        idDiscount: String, name: String = "", description: String? = nil, type: String = "",
        value: String? = nil, startDate: String? = nil, endDate: String? = nil,
        isActive: Bool? = nil, categories: [String] = [], brands: [String] = [],
        products: [String] = [], minQuantity: String? = nil, minTotal: String? = nil,
        customerTypes: [String] = [], badgeText: String? = nil, priority: String = "0",
        isStoreWide: Bool? = nil
    ) {
        self.idDiscount = idDiscount
        self.name = name
        self.description = description
        self.type = type
        self.value = value
        self.startDate = startDate
        self.endDate = endDate
        self.isActive = isActive
        self.categories = categories
        self.brands = brands
        self.products = products
        self.minQuantity = minQuantity
        self.minTotal = minTotal
        self.customerTypes = customerTypes
        self.badgeText = badgeText
        self.priority = priority
        self.isStoreWide = isStoreWide
    }
}

/// The POS's list of rules.
public struct POSDiscountList: Equatable, Sendable {
    /// One of each id; see ``POSDiscount/isAmbiguous``.
    public var discounts: [POSDiscount]
    /// Entries that have no id or are no objects.
    public var unreadableCount: Int
    /// Entries with bytes that are not UTF-8: what is stored of them stays.
    public var spoiltCount = 0
    /// Ids listed more than once, except by repeated pages.
    public var repeatedIDs: [String] = []
    /// The POS reports more rules than it returned.
    public var isShort = false
    /// Oddities, one sentence each.
    public var warnings: [String] = []
    /// Why it may be short, in the adapter's words; nil where the POS said that it is.
    public var incompleteness: String?
    /// Unreadable values, by field.
    public var unreadable = UnreadableValues()
    /// What its records had; nil where no mapping says what their fields are.
    public var shape: ListingShape?

    public init(discounts: [POSDiscount], unreadableCount: Int) {
        self.discounts = discounts
        self.unreadableCount = unreadableCount
    }

    /// Whether the response has no entries and does not report any.
    public var isEmpty: Bool {
        discounts.isEmpty && unreadableCount == 0 && spoiltCount == 0 && !isShort
    }
}
