import PointOfSale
import Pricing

/// Which of the POS's prices a location uses.
package struct PriceTerms: Equatable, Sendable {
    package let basis: PriceBasis
    package let channel: PriceChannel

    package init(basis: PriceBasis = .otd, channel: PriceChannel = .adult) {
        self.basis = basis
        self.channel = channel
    }
}

/// What an item costs by the terms of one location.
struct ItemPrices {
    let fields: InventoryPrices
    let base: BasePrice
    let retail: Int64?
    let basis: PriceBasis

    /// - Parameter family: of the item's category; decides the markup on cost.
    init(_ item: InventoryItem, family: CategoryFamily, _ terms: PriceTerms) {
        fields = item.prices
        let prices = Self.fields(of: item)
        base = BasePrice(prices, family: family, basis: terms.basis, channel: terms.channel)
        retail = BasePrice.retailPrice(prices, channel: terms.channel)
        basis = terms.basis
    }

    /// What of the item's prices and cost may become its base price.
    static func fields(of item: InventoryItem) -> PriceFields {
        let fields = item.prices
        return PriceFields(
            otdAdultUse: fields.otdAdultUse, otd: fields.otd, otdMedicalUse: fields.otdMedicalUse,
            retailAdultUse: fields.retailAdultUse, retail: fields.retail,
            retailMedicalUse: fields.retailMedicalUse,
            // If a price is present but unreadable, no price is computed from the cost.
            cost: item.hasUnreadableAmounts ? nil : item.cost)
    }
}
