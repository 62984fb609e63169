/// A field of a product's documents, by its name there, in the order in which documents keep them
/// (UTF-8 bytes of the names).
///
/// ``entry`` is the table from which all else follows: what a sync owns and writes, which fields a
/// menu item is made of and by which numbers, what nobody may write. A new field is a case, a line
/// of the table, and its value in Sync's ProductMapper; Protocol/menu.proto where menus show it.
public enum ProductField: String, TreeField {
    case account
    case batches, batchesOmitted, bogoUnitPrice, brandName
    case category, categoryPath, cbdMg, cbdPercent, conditionalOffers, cost, currency
    case deliveryRoute, description, discountId, discountName
    case effects, expirationDate, expired, externalId
    case id, imageUrl, imageUrls, inStock, isActive, isAdultUse, isCannabis, isOnSale, isProduct
    case lastDiscountSyncAt, lastSaleAt, locations
    case name
    case onHand, orgId, originalPrice
    case packageDate, price, priceBasis, priceLocation, priceOtd, priceOtdAdultUse
    case priceOtdMedicalUse, priceRetail, priceRetailAdultUse, priceRetailMedicalUse, priceSource
    case rawCategory, retailPrice
    case saleBadgeText, saleEndsAt, salePrice
    case salesCount, salesLast30Days, salesLast7Days, salesVelocity
    case sku, source, sources, stock, strain, strainType
    case taxCategoryId, terpenes, thcMg, thcPercent, trending
    case uom
    case vendor
    case weight, weightUom

    /// What the table says of the field.
    public var entry: Entry {
        switch self {
        case .account: Entry(.staff, .sync, .text)
        case .batches: Entry(.staff, .sync, .records, perLocation: .all)
        case .batchesOmitted: Entry(.staff, .sync, .integer, perLocation: .all)
        case .bogoUnitPrice: Entry(.read, .rules, .money, 13)
        case .brandName: Entry(.all, .sync, .text, 4, .brand)
        case .category: Entry(.all, .sync, .text, 5, .category)
        case .categoryPath: Entry(.all, .sync, .texts, 35, .categoryPath)
        case .cbdMg: Entry(.all, .syncOrAgents, .potency, 29)
        case .cbdPercent: Entry(.all, .syncOrAgents, .potency, 27)
        case .conditionalOffers: Entry(.read, .rules, .offers, 18)
        case .cost: Entry(.staff, .sync, .money, perLocation: .all)
        case .currency: Entry(.all, .sync, .text)
        case .deliveryRoute: Entry(.staff, .sync, .text)
        case .description: Entry(.all, .details, .text)
        case .discountId: Entry(.read, .rules, .text, 15)
        case .discountName: Entry(.read, .rules, .text, 16)
        case .effects: Entry(.all, .syncOrAgents, .texts, 31)
        case .expirationDate:
            Entry(.all, .sync, .date, 33, .expiry, fromBatches: true, perLocation: .all)
        case .expired: Entry(.all, .sync, .flag, perLocation: .all)
        case .externalId: Entry(.all, .sync, .text, 2)
        case .id: Entry(.all, .sync, .text)
        case .imageUrl: Entry(.all, .syncOrAgents, .text, 32)
        case .imageUrls: Entry(.all, .details, .texts)
        case .inStock: Entry(.all, .sync, .flag, 21, .inStock, perLocation: .all)
        case .isActive: Entry(.all, .sync, .flag, nil, .active)
        case .isAdultUse: Entry(.staff, .sync, .flag)
        case .isCannabis: Entry(.staff, .sync, .flag)
        case .isOnSale: Entry(.read, .rules, .flag, 10)
        case .isProduct: Entry(.staff, .sync, .flag)
        case .lastDiscountSyncAt: Entry(.read, .rules, .time)
        case .lastSaleAt: Entry(.all, .sales, .time)
        case .locations: Entry(.all, .sync, .records, nil, .locations)
        case .name: Entry(.all, .sync, .text, 3, .name)
        case .onHand: Entry(.all, .sync, .quantity, 20, perLocation: .all)
        case .orgId: Entry(.all, .sync, .text)
        case .originalPrice: Entry(.read, .rules, .money, 11)
        case .packageDate: Entry(.staff, .sync, .date, fromBatches: true)
        case .price: Entry(.all, .sync, .money, 7, .price, perLocation: .cheapest)
        case .priceBasis: Entry(.staff, .sync, .text, perLocation: .cheapest)
        case .priceLocation: Entry(.all, .sync, .location, 36, .priceLocation)
        case .priceOtd: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceOtdAdultUse: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceOtdMedicalUse: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceRetail: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceRetailAdultUse: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceRetailMedicalUse: Entry(.staff, .sync, .money, perLocation: .cheapest)
        case .priceSource: Entry(.all, .sync, .text, 9, perLocation: .cheapest)
        case .rawCategory: Entry(.all, .sync, .text, 6, .rawCategory)
        case .retailPrice: Entry(.all, .sync, .money, 8, perLocation: .cheapest)
        case .saleBadgeText: Entry(.read, .rules, .text, 14)
        case .saleEndsAt: Entry(.read, .rules, .time, 17)
        case .salePrice: Entry(.read, .rules, .money, 12)
        case .salesCount, .salesLast30Days, .salesLast7Days, .salesVelocity:
            Entry(.all, .sales, .quantity)
        case .sku: Entry(.all, .sync, .text, 22, fromBatches: true)
        case .source: Entry(.staff, .sync, .text)
        case .sources: Entry(.staff, .sync, .records)
        case .stock: Entry(.all, .sync, .quantity, 19, perLocation: .all)
        case .strain: Entry(.all, .syncOrAgents, .text, 23)
        case .strainType: Entry(.all, .syncOrAgents, .text, 24)
        case .taxCategoryId: Entry(.staff, .details, .integer)
        case .terpenes: Entry(.all, .syncOrAgents, .terpenes, 30)
        case .thcMg: Entry(.all, .syncOrAgents, .potency, 28)
        case .thcPercent: Entry(.all, .syncOrAgents, .potency, 26)
        case .trending: Entry(.all, .sales, .flag)
        case .uom: Entry(.all, .sync, .text, 25)
        case .vendor: Entry(.staff, .sync, .text)
        case .weight: Entry(.staff, .sync, .quantity)
        case .weightUom: Entry(.staff, .sync, .text)
        }
    }
}

extension ProductField {
    /// One line of the table.
    public struct Entry: Sendable, Equatable {
        public let documents: Documents
        public let owner: Owner
        public let kind: Kind
        /// MenuItem's number; nil where menus do not show the field.
        public let number: UInt32?
        /// The part of the catalog's row that is made of it; nil for none.
        public let column: Column?
        /// Whether the details of batches may say it: where those are missing, it stays.
        public let isFromBatches: Bool
        /// Where the tenant has several locations, the entries of ``ProductField/locations`` have
        /// the field too: it is a fact of the item at a location.
        public let perLocation: LocationFact?

        init(
            _ documents: Documents, _ owner: Owner, _ kind: Kind, _ number: UInt32? = nil,
            _ column: Column? = nil, fromBatches: Bool = false, perLocation: LocationFact? = nil
        ) {
            self.documents = documents
            self.owner = owner
            self.kind = kind
            self.number = number
            self.column = column
            isFromBatches = fromBatches
            self.perLocation = perLocation
        }
    }

    /// Which documents of a product have the field.
    public enum Documents: String, Sendable {
        /// The canonical product and the public one.
        case all
        /// The canonical product alone: what only staff may see.
        case staff
        /// Every read of the public product; it is stored nowhere.
        case read
    }

    /// Who writes the field.
    public enum Owner: String, Sendable {
        /// A sync of the inventory, whole: what the POS no longer has goes.
        case sync
        /// A sync of the inventory where the POS has a value; else an agent's stays.
        case syncOrAgents
        /// A sync from the POS's item search, where nobody has said anything yet.
        case details
        /// The sync of orders.
        case sales
        /// Nobody: it follows from the discount rules.
        case rules
    }

    /// What the product itself says where its locations differ.
    public enum LocationFact: String, Sendable {
        /// What all locations add up to.
        case all
        /// What the location named by ``ProductField/priceLocation`` says.
        case cheapest
    }

    /// What the value is.
    public enum Kind: String, Sendable {
        case text, date, time, flag, integer
        /// Dollars in documents, cents in menus.
        case money
        /// Units, whole or not.
        case quantity
        /// A measure of which zero means that nobody measured.
        case potency
        case texts, terpenes, offers
        /// The document id of a location.
        case location
        /// Something that menus do not have.
        case records
    }

    /// Fields that the columns of a catalog are made of.
    public enum Column: String, Sendable {
        case name, brand, category, rawCategory, categoryPath, active, inStock, price, expiry
        case locations, priceLocation
    }
}
