/// The unit of a pack size.
enum WeightUnit: Sendable { case grams, milligrams, each, none }

/// A pack size as in the name and in `weight_useable`.
struct PackSize: Sendable {
    let label: StaticString
    /// In tenths of the unit.
    let tenths: Int
    let unit: WeightUnit
}

/// A category with the value ranges measured in production.
struct ProductKind: Sendable {
    /// The complete `category` value.
    let category: StaticString
    /// The word used in names.
    let word: StaticString
    /// The number of rows of this category among 395.
    let weight: Int
    /// The range of shelf prices before tax, in dollars, inclusive.
    let dollarsMin: Int
    let dollarsMax: Int
    let route: StaticString?
    /// The percentage of rows with a cost.
    let costPercent: Int
    let isCannabis: Bool
    /// False for gift cards, which are sold but are no products.
    let isProduct: Bool
    let sizes: [PackSize]

    private init(
        _ category: StaticString, _ word: StaticString, weight: Int, dollars: ClosedRange<Int>,
        route: StaticString?, cost: Int, cannabis: Bool = true, product: Bool = true,
        _ sizes: [PackSize]
    ) {
        self.category = category
        self.word = word
        self.weight = weight
        dollarsMin = dollars.lowerBound
        dollarsMax = dollars.upperBound
        self.route = route
        costPercent = cost
        isCannabis = cannabis
        isProduct = product
        self.sizes = sizes
    }

    static let giftCardIndex = 6
    static let accessoryIndex = 7

    static let all: [ProductKind] = [
        ProductKind(
            "Category > Flower", "Flower", weight: 93, dollars: 10...160,
            route: "Whole Flower", cost: 45,
            [grams("3.5g", 35), grams("7g", 70), grams("28g", 280)]
        ),
        ProductKind(
            "Category > Vapes", "AIO", weight: 89, dollars: 20...80, route: "Extract", cost: 19,
            [grams("0.5g", 5), grams("1g", 10), grams("2g", 20)]),
        ProductKind(
            "Category > Edibles", "Gummies", weight: 77, dollars: 4...50, route: "Edible", cost: 71,
            [milligrams("100mg", 1_000), milligrams("20mg", 200), milligrams("10mg", 100)]),
        ProductKind(
            "Category > Pre rolls", "Pre Roll", weight: 75, dollars: 6...54, route: "Pre-Roll",
            cost: 56, [grams("0.5g", 5), grams("1g", 10), grams("5pk 2.5g", 25)]),
        ProductKind(
            "Category > Concentrate", "Live Rosin", weight: 20, dollars: 26...104,
            route: "Concentrate", cost: 45, [grams("1g", 10), grams("2g", 20)]),
        ProductKind(
            "Category > Beverages", "Seltzer", weight: 13, dollars: 4...5, route: "Liquid Form",
            cost: 31, [milligrams("5mg", 50), milligrams("10mg", 100)]),
        ProductKind(
            "Category > Gift Cards", "Gift Card", weight: 10, dollars: 25...250, route: nil,
            cost: 10, cannabis: false, product: false, [none("$")]),
        ProductKind(
            "Category > Accessories", "Grinder", weight: 7, dollars: 3...25, route: nil, cost: 71,
            cannabis: false, [each("Single"), each("Kings 1")]),
        ProductKind(
            "Category > Tinctures", "Tincture", weight: 7, dollars: 30...63, route: "Liquid Form",
            cost: 0, [milligrams("300mg", 3_000)]),
        ProductKind(
            "Category > Topicals", "Balm", weight: 3, dollars: 55...55, route: "Topical", cost: 0,
            [milligrams("500mg", 5_000)]),
        ProductKind(
            "Uncategorized", "Pre-Pack", weight: 1, dollars: 35...35, route: "Bulk Flower",
            cost: 100, [grams("3.5G", 35)]),
    ]

    private static func grams(_ label: StaticString, _ tenths: Int) -> PackSize {
        PackSize(label: label, tenths: tenths, unit: .grams)
    }
    private static func milligrams(_ label: StaticString, _ tenths: Int) -> PackSize {
        PackSize(label: label, tenths: tenths, unit: .milligrams)
    }
    private static func each(_ label: StaticString) -> PackSize {
        PackSize(label: label, tenths: 10, unit: .each)
    }
    private static func none(_ label: StaticString) -> PackSize {
        PackSize(label: label, tenths: 0, unit: .none)
    }
}
