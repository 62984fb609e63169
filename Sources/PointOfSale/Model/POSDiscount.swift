/// A discount rule as the POS has it; what it means is decided by Pricing.
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
    /// It says that it is for everything; nil if it says nothing.
    public var isStoreWide: Bool?
    /// Fields that are there and are no such value, as the POS calls them. None of them may be
    /// taken for absent: a rule whose condition cannot be read would be everybody's.
    public var unreadableFields: Set<String> = []
    /// Fields that are there twice and not the same, as the POS calls them.
    public var contradictedFields: Set<String> = []
    /// The POS lists several rules under the id, and not the same: which one counts nobody knows.
    /// What this one has is what all of them are for.
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
    /// Ids that came more than once, and not because the POS repeats a page.
    public var repeatedIDs: [String] = []
    /// The POS says that there are more than it answers.
    public var isShort = false
    /// Values that were there and could not be read, by field.
    public var unreadable = UnreadableValues()

    public init(discounts: [POSDiscount], unreadableCount: Int) {
        self.discounts = discounts
        self.unreadableCount = unreadableCount
    }

    /// Whether the POS answered with no entry at all, and says itself that there is none.
    public var isEmpty: Bool { discounts.isEmpty && unreadableCount == 0 && !isShort }
}
