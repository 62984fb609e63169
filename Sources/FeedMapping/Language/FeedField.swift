/// The fields to which a mapping can assign values. Raw values are the names in mappings.
public enum FeedField: String, CaseIterable, Sendable {
    // Products.
    case id, name, brand, category, vendor, strain, strainType, sku, barcode, description, uom
    case images, effects
    case price, priceWithTax, medicalPrice, medicalPriceWithTax, salePrice, cost
    case saleName, saleStart, saleEnd
    case stock, onHand, store, batch
    case thcPercent, cbdPercent, thcMg, cbdMg, weight
    case expirationDate, packageDate, receivedDate
    case isCannabis, isAdultUse, isProduct
    // Discount rules, beside id, name and description.
    case kind, value, active, start, end, categories, brands, products, storeWide
    case minQuantity, minTotal, customerTypes, badge, priority, locations
    // Orders, beside id.
    case number, status, created, updated, subtotal, tax, discount, total
    case customerId, firstName, lastName, fullName, email, phone
    case itemId, itemName, itemCategory, itemQuantity, itemPrice
}

/// What a feed lists, and with it the fields that its mapping may have.
public enum FeedKind: String, CaseIterable, Sendable {
    case products, discounts, orders

    /// In the order of a report.
    public var fields: [FeedField] {
        switch self {
        case .products:
            [
                .id, .name, .brand, .category, .vendor, .strain, .strainType, .sku, .barcode,
                .description, .uom, .images, .effects, .price, .priceWithTax, .medicalPrice,
                .medicalPriceWithTax, .salePrice, .cost, .saleName, .saleStart, .saleEnd, .stock,
                .onHand, .store, .batch, .thcPercent, .cbdPercent, .thcMg, .cbdMg, .weight,
                .expirationDate, .packageDate, .receivedDate, .isCannabis, .isAdultUse, .isProduct,
            ]
        case .discounts:
            [
                .id, .name, .description, .kind, .value, .active, .start, .end, .categories,
                .brands, .products, .storeWide, .minQuantity, .minTotal, .customerTypes, .badge,
                .priority, .locations,
            ]
        case .orders:
            [
                .id, .number, .status, .created, .updated, .subtotal, .tax, .discount, .total,
                .store,
                .customerId, .firstName, .lastName, .fullName, .email, .phone, .itemId, .itemName,
                .itemCategory, .itemQuantity, .itemPrice,
            ]
        }
    }

    /// Fields by which an entry is sold or applied: where a mapping names one and no record has it,
    /// the export or the mapping is wrong, and nothing can be said of any entry.
    var decisive: Set<FeedField> {
        switch self {
        case .products:
            [.name, .stock]
        case .discounts: [.kind]
        case .orders: [.created, .status, .total]
        }
    }

    /// Without which a mapping is none.
    var required: [FeedField] {
        switch self {
        case .products: [.id, .name]
        case .discounts: [.id, .kind]
        case .orders: [.id, .created]
        }
    }
}
