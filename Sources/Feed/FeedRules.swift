import FeedMapping
import PointOfSale

/// The rules of a feed of discounts, converted for a sync.
struct FeedRules: Sendable {
    private(set) var list = POSDiscountList(discounts: [], unreadableCount: 0)
    private(set) var report = FeedReport()
    private var indices: [String: Int] = [:]
    /// Whether records with the same id form one rule, for all that they name.
    private let unites: Bool

    init(unites: Bool) { self.unites = unites }

    /// The names of the rule document's fields for unreadable fields of the feed.
    static let names: [FeedField: String] = [
        .kind: "discountType", .value: "discountValue", .salePrice: "discountValue",
        .active: "active", .start: "startDate", .end: "endDate", .saleStart: "startDate",
        .saleEnd: "endDate", .categories: "categories", .brands: "brands",
        .products: "products", .storeWide: "storeWide", .minQuantity: "minQty",
        .minTotal: "minTotal", .customerTypes: "customerTypes", .priority: "priority",
        .locations: "locations",
    ]

    mutating func add(_ rule: FeedRule) {
        let discount = Self.discount(rule)
        guard let index = indices[rule.id] else {
            indices[rule.id] = list.discounts.count
            list.discounts.append(discount)
            return
        }
        if unites, Self.unscoped(discount) == Self.unscoped(list.discounts[index]) {
            Self.unite(&list.discounts[index], discount)
        } else {
            list.repeatedIDs.append(rule.id)
            list.discounts[index].meet(discount)
        }
    }

    /// Completes the list with the report on the feed.
    mutating func end(_ report: FeedReport) {
        self.report = report
        list.unreadableCount = report.withoutID + report.faulty.values.reduce(0, +)
        list.isShort = !report.isWhole
        list.unreadable = report.unreadableValues(.discounts)
        if let warning = report.unreadWarning(.discounts) { list.warnings.append(warning) }
    }

    /// What the feed had. A feed without records is one that has lost all that it had.
    var shape: ListingShape {
        var shape = ListingShape(report)
        shape.fields["records"] = ListingShape.Field(
            count: report.rows, isLost: report.rows == 0)
        shape.ids = Set(list.discounts.map(\.idDiscount))
        return shape
    }

    private static func discount(_ rule: FeedRule) -> POSDiscount {
        var discount = POSDiscount(
            idDiscount: rule.id, name: rule.name ?? "", description: rule.description,
            type: rule.kind ?? "", value: rule.value, startDate: rule.start, endDate: rule.end,
            isActive: rule.active, categories: rule.categories, brands: rule.brands,
            products: rule.products, minQuantity: rule.minQuantity, minTotal: rule.minTotal,
            customerTypes: rule.customerTypes, badgeText: rule.badge,
            priority: rule.priority ?? "0", isStoreWide: rule.storeWide)
        discount.locations = rule.locations
        for field in rule.unreadable {
            if let name = names[field] { discount.unreadableFields.insert(name) }
        }
        return discount
    }

    private static func unscoped(_ discount: POSDiscount) -> POSDiscount {
        var discount = discount
        (discount.products, discount.brands, discount.categories) = ([], [], [])
        return discount
    }

    private static func unite(_ discount: inout POSDiscount, _ other: POSDiscount) {
        discount.products = Self.union(discount.products, other.products)
        discount.brands = Self.union(discount.brands, other.brands)
        discount.categories = Self.union(discount.categories, other.categories)
    }

    /// The union, in order of appearance.
    private static func union(_ one: [String], _ other: [String]) -> [String] {
        let known = Set(one)
        return one + other.filter { !known.contains($0) }
    }
}

extension FeedReport {
    /// Counts of unreadable values, without the values.
    func unreadableValues(_ kind: FeedKind) -> UnreadableValues {
        var values = UnreadableValues()
        for (field, noted) in unreadable {
            values.note(
                "\(kind.rawValue).\(field)", in: noted.examples.first?.id, count: noted.count)
        }
        return values
    }
}
