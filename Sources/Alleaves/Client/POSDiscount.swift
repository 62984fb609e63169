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
    /// False if absent or unreadable.
    public var isActive: Bool
    public var categories: [String]
    public var brands: [String]
    /// Ids of items, as text.
    public var products: [String]
    /// Decimal texts.
    public var minQuantity: String?
    public var minTotal: String?
    public var customerTypes: [String]
    public var badgeText: String?
    /// Higher first; 0 if absent.
    public var priority: Int64

    public init(
        idDiscount: String, name: String = "", description: String? = nil, type: String = "",
        value: String? = nil, startDate: String? = nil, endDate: String? = nil,
        isActive: Bool = false, categories: [String] = [], brands: [String] = [],
        products: [String] = [], minQuantity: String? = nil, minTotal: String? = nil,
        customerTypes: [String] = [], badgeText: String? = nil, priority: Int64 = 0
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
    }
}

extension POSDiscount {
    /// Nil without an id.
    init?(_ rule: JSONValue) {
        guard let id = POSDiscount.identifier(rule.first("id_discount", "id")) else { return nil }
        let conditions = rule["conditions"]
        self.init(
            idDiscount: id, name: rule["name"]?.text ?? "",
            description: rule["description"]?.text,
            type: rule["discount_type"]?.text ?? "", value: rule["discount_value"]?.text,
            startDate: rule["start_date"]?.text, endDate: rule["end_date"]?.text,
            isActive: rule["active"]?.bool ?? false,
            categories: POSDiscount.texts(conditions?["categories"]),
            brands: POSDiscount.texts(conditions?["brands"]),
            products: POSDiscount.texts(conditions?["products"]),
            minQuantity: conditions?["min_qty"]?.text, minTotal: conditions?["min_total"]?.text,
            customerTypes: POSDiscount.texts(conditions?["customer_types"]),
            badgeText: rule["badge_text"]?.text, priority: rule["priority"]?.integer ?? 0)
    }

    private static func identifier(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        return value.integer.map { String($0) } ?? value.text
    }

    /// The texts of a list; a single text counts as a list of one.
    private static func texts(_ value: JSONValue?) -> [String] {
        guard let value else { return [] }
        return (value.array ?? [value]).compactMap { identifier($0) }
    }
}

/// The POS's confirmed list of rules; an empty one means that there are none.
public struct POSDiscountList: Equatable, Sendable {
    public var discounts: [POSDiscount]
    /// Entries that have no id or are no objects.
    public var unreadableCount: Int
}

extension AlleavesClient {
    /// All discount rules. Throws for anything but a list, so an empty result is a confirmed one.
    public func discounts(deadline: AlleavesDeadline) throws(AlleavesError) -> POSDiscountList {
        let call = AlleavesCall(path: "/discount")
        let entries = try list(try json(call, deadline), under: ["discounts", "data"], call)
        let discounts = entries.compactMap { POSDiscount($0) }
        return POSDiscountList(
            discounts: discounts, unreadableCount: entries.count - discounts.count)
    }
}
