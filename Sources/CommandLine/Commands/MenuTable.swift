import MirrorMessages

/// Menu items as a table.
public struct MenuTable {
    private(set) var table = TextTable([
        .flexible("NAME"), .flexible("BRAND"), .flexible("CATEGORY"), .right("PRICE"),
        .right("SALE"), .flexible("BADGE"), .right("STOCK"), .left("ID"),
    ])
    private(set) var count = 0

    public init() {}

    /// Appends a row.
    public mutating func add(_ item: MenuItem) {
        count += 1
        let name = item.name.isEmpty ? item.id : item.name
        table.add(
            .init(name, .strong), .init(item.brandName), .init(item.category),
            .init(item.priceCents > 0 ? Dollars.text(item.priceCents) : "-"),
            .init(Self.salePrice(item), .good), .init(item.saleBadgeText, .warning),
            .init(NumberText.quantity(item.stock), item.inStock ? .plain : .bad),
            .init(item.externalId.isEmpty ? item.id : item.externalId, .faint))
    }

    /// The lines of the table.
    public func text(_ facts: TerminalCapabilities) -> String { table.text(facts) }

    /// The base price with its source, if known.
    static func price(_ item: MenuItem) -> String {
        let price = Dollars.text(item.priceCents)
        return item.priceSource.isEmpty ? price : "\(price) (\(item.priceSource))"
    }

    /// The sale price; for a bogo rule the unit price when two are bought.
    static func salePrice(_ item: MenuItem) -> String {
        if let cents = item.bogoUnitPriceCents { return Dollars.text(cents) + " x2" }
        guard item.isOnSale, let cents = item.salePriceCents else { return "" }
        return Dollars.text(cents)
    }
}
