import Catalog
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// An item and its computed values, from which documents are written.
struct ProductMapper {
    /// The item at one location: another item whose rows are that location's.
    private struct LocationPart {
        let id: String
        let view: ProductMapper
    }

    private let item: InventoryItem
    private let org: String
    private let origin: POSOrigin
    private let rawCategory: String
    private let category: CategoryPath
    private let isActive: Bool
    private var prices: ItemPrices
    private var stock: Int64
    private var onHand: Int64
    private var batchesMax = SyncLimits.batchesPerProductMax
    /// Where the tenant has several locations, those that carry the item, in the order of their
    /// ids.
    private var locationParts: [LocationPart] = []
    /// The location whose prices these are, where the tenant has several.
    private var priceLocation: String?

    /// The item as its rows say, at a tenant's only location.
    init(_ item: InventoryItem, org: String, origin: POSOrigin, _ terms: PriceTerms) {
        self.item = item
        self.org = org
        self.origin = origin
        rawCategory = HTMLText.decoded(item.category ?? "")
        category = Self.paths.value(rawCategory) { CategoryPath(decoded: $0) }
        prices = ItemPrices(item, family: category.family, terms)
        isActive = !item.isDeleted
        stock = isActive ? item.stockThousandths : 0
        onHand = item.onHandThousandths
    }

    /// The item at the locations of a tenant with several.
    ///
    /// - Parameter locations: their terms by document id.
    init(
        _ item: InventoryItem, org: String, origin: POSOrigin, _ terms: PriceTerms,
        locations: [String: PriceTerms]
    ) {
        self.init(item, org: org, origin: origin, terms)
        guard !locations.isEmpty else { return }
        locationParts = item.byLocation().compactMap { id, part in
            let terms = locations[id] ?? terms
            let view = ProductMapper(part, org: org, origin: origin, terms)
            return view.isActive ? LocationPart(id: id, view: view) : nil
        }
        guard !locationParts.isEmpty else { return }
        let listed = SyncLimits.batchesPerLocationsMax
        if item.rowCount > listed {
            let share = max(1, listed / locationParts.count)
            locationParts = locationParts.map { locationPart in
                var view = locationPart.view
                view.batchesMax = share
                return LocationPart(id: locationPart.id, view: view)
            }
        }
        stock = locationParts.reduce(0) { $0 + $1.view.stock }
        onHand = locationParts.reduce(0) { $0 + $1.view.onHand }
        let cheapest = CheapestLocation.index(
            locationParts.map { locationPart in
                CheapestLocation.Offer(
                    price: locationPart.view.baseCents > 0 ? locationPart.view.baseCents : nil,
                    isInStock: locationPart.view.stock > 0)
            })
        prices = locationParts[cheapest ?? 0].view.prices
        priceLocation = cheapest.map { locationParts[$0].id }
    }

    /// The base price, and where it came from.
    var base: BasePrice { prices.base }

    var family: CategoryFamily { category.family }

    /// The base price in cents; 0 for none.
    var baseCents: Int64 { prices.base.cents }

    /// Cached, because products share few categories.
    private static let paths = Memo<String, CategoryPath>(limit: SyncLimits.categoryMemoMax)

    /// Both documents' fields, MapValue bytes. The public product is the canonical one without
    /// staff-only fields, so shared fields are written once and copied.
    func fields() -> (canonical: [UInt8], public: [UInt8]) {
        var out = ProductWriter()
        for field in ProductWriter.fields {
            out.begin(field)
            if case .locations = field.field, !locationParts.isEmpty {
                locations(&out)
            } else {
                write(field.field, to: &out.fields)
            }
        }
        return out.finish()
    }

    /// Writes a field of the table, where the item has it. The table's order is the documents'.
    private func write(_ field: ProductField, to out: inout FieldsWriter) {
        switch field {
        // What it is.
        case .account: if let account = origin.account { out.string("account", account) }
        case .id: out.string("id", origin.documentID(item.idItem))
        case .externalId: out.string("externalId", item.idItem)
        case .orgId: out.string("orgId", org)
        case .source: out.string("source", origin.provider.name)
        case .name: text(&out, "name", item.name ?? "Item \(item.idItem)")
        case .brandName: text(&out, "brandName", item.brand)
        case .vendor: text(&out, "vendor", item.vendor)
        case .sku: if let sku = item.sku { out.string("sku", sku) }
        case .uom: if let uom = item.uom { out.string("uom", uom) }
        case .imageUrl: image(&out)
        case .isActive: out.boolean("isActive", isActive)
        case .isProduct: out.boolean("isProduct", item.isProduct)
        case .isAdultUse: if let flag = item.isAdultUse { out.boolean("isAdultUse", flag) }
        case .isCannabis: if let flag = item.isCannabis { out.boolean("isCannabis", flag) }
        // Its category.
        case .category: out.string("category", category.family.name)
        case .rawCategory: if !rawCategory.isEmpty { out.string("rawCategory", rawCategory) }
        case .categoryPath: texts(&out, "categoryPath", category.segments)
        // What it costs.
        case .currency: out.string("currency", "USD")
        case .price: if baseCents > 0 { out.double("price", Self.dollars(baseCents)) }
        case .priceSource: out.string("priceSource", prices.base.source.name)
        case .retailPrice: money(&out, "retailPrice", prices.retail)
        case .cost: money(&out, "cost", item.costCents)
        case .priceBasis: out.string("priceBasis", prices.basis.rawValue)
        case .priceLocation: if let priceLocation { out.string("priceLocation", priceLocation) }
        case .priceOtd: money(&out, "priceOtd", prices.fields.otd)
        case .priceOtdAdultUse: money(&out, "priceOtdAdultUse", prices.fields.otdAdultUse)
        case .priceOtdMedicalUse: money(&out, "priceOtdMedicalUse", prices.fields.otdMedicalUse)
        case .priceRetail: money(&out, "priceRetail", prices.fields.retail)
        case .priceRetailAdultUse: money(&out, "priceRetailAdultUse", prices.fields.retailAdultUse)
        case .priceRetailMedicalUse:
            money(&out, "priceRetailMedicalUse", prices.fields.retailMedicalUse)
        // What is there of it.
        case .stock: quantity(&out, "stock", stock)
        case .inStock: out.boolean("inStock", stock > 0)
        case .onHand: quantity(&out, "onHand", onHand)
        case .batches: batches(&out)
        case .batchesOmitted:
            let omitted = item.rowCount - batchesMax
            if omitted > 0 { out.integer("batchesOmitted", Int64(omitted)) }
        case .expirationDate:
            if let date = item.expiry { out.string("expirationDate", "\(date)") }
        case .expired: if item.isExpired { out.boolean("expired", true) }
        case .packageDate:
            if let date = item.packageDate { out.string("packageDate", "\(date)") }
        // What is in it.
        case .strain: text(&out, "strain", item.strain)
        case .strainType: text(&out, "strainType", item.strainType)
        case .effects:
            let effects = item.effects
            if !effects.isEmpty { texts(&out, "effects", effects.map { HTMLText.decoded($0) }) }
        case .terpenes: terpenes(&out)
        case .cbdMg: potency(&out, "cbdMg", item.cbdMilligramsThousandths)
        case .cbdPercent: potency(&out, "cbdPercent", item.cbdThousandths)
        case .thcMg: potency(&out, "thcMg", item.thcMilligramsThousandths)
        case .thcPercent: potency(&out, "thcPercent", item.thcThousandths)
        case .deliveryRoute:
            if let route = item.deliveryRoute { out.string("deliveryRoute", route) }
        case .weight: potency(&out, "weight", item.weightThousandths)
        case .weightUom: if let uom = item.weightUOM { out.string("weightUom", uom) }
        // Of a tenant with several locations: see `locations` below and ProductSources.
        case .locations, .sources: break
        // Of the item search, of orders, of rules: nothing that an inventory says.
        case .description, .imageUrls, .taxCategoryId, .lastSaleAt, .salesCount,
            .salesLast30Days, .salesLast7Days, .salesVelocity, .trending, .bogoUnitPrice,
            .conditionalOffers, .discountId, .discountName, .isOnSale, .lastDiscountSyncAt,
            .originalPrice, .saleBadgeText, .saleEndsAt, .salePrice:
            break
        }
    }

    /// The product at each location, by the same code as the product itself.
    private func locations(_ out: inout ProductWriter) {
        out.apart { fields, isForStaff in
            let entry = isForStaff ? ProductSchema.perLocation : ProductSchema.publicPerLocation
            fields.map(LocationEntries.key) { map in
                for locationPart in locationParts {
                    map.map(locationPart.id) { fields in
                        for field in entry { locationPart.view.write(field, to: &fields) }
                    }
                }
            }
        }
    }

    private func image(_ out: inout FieldsWriter) {
        if let url = item.imageURL, !PlaceholderImage.isPlaceholder(url) {
            out.string("imageUrl", url)
        }
    }

    private func terpenes(_ out: inout FieldsWriter) {
        let terpenes = item.terpenes
        guard !terpenes.isEmpty else { return }
        out.array("terpenes") { values in
            for terpene in terpenes {
                values.map { map in
                    text(&map, "name", terpene.name)
                    map.double("percentage", Double(terpene.percentageThousandths) / 1000)
                }
            }
        }
    }

    /// Canonical product only: labels and tags are for staff who must account for them.
    private func batches(_ out: inout FieldsWriter) {
        let batches = item.batches
        // Batches in stock first, so that they are listed; otherwise in an order that sales do not
        // change.
        let listed = batches.prefix(batchesMax).enumerated().sorted {
            BatchOrder($0.element, $0.offset) < BatchOrder($1.element, $1.offset)
        }
        out.array("batches") { values in
            for (_, batch) in listed { values.map { self.batch(batch, &$0) } }
        }
    }

    /// By batch, area and location, each as its ids order; none comes last.
    private struct BatchOrder: Comparable {
        let ids: [POSID?]
        let offset: Int

        init(_ batch: InventoryBatch, _ offset: Int) {
            ids = [batch.idBatch, batch.idArea, batch.idLocation].map { $0.map { POSID($0) } }
            self.offset = offset
        }

        static func < (left: BatchOrder, right: BatchOrder) -> Bool {
            for (one, other) in zip(left.ids, right.ids) where one != other {
                guard let one else { return false }
                return other.map { one < $0 } ?? true
            }
            return left.offset < right.offset
        }
    }

    private func batch(_ batch: InventoryBatch, _ map: inout FieldsWriter) {
        if let area = batch.area { map.string("area", area) }
        if let id = batch.idArea { map.string("areaId", id) }
        quantity(&map, "available", batch.availableThousandths)
        if let label = batch.label { map.string("batch", label) }
        if let id = batch.idBatch { map.string("batchId", id) }
        money(&map, "cost", batch.costCents)
        if let date = batch.expiry { map.string("expirationDate", "\(date)") }
        if batch.verdict == .expired || batch.verdict == .sellableExpired {
            map.boolean("expired", true)
        }
        if let reason = batch.verdict.reason { map.string("heldBack", reason) }
        if let location = batch.location { map.string("location", location) }
        if let id = batch.idLocation { map.string("locationId", id) }
        quantity(&map, "onHand", batch.onHandThousandths)
        if let date = batch.packaged { map.string("packageDate", "\(date)") }
        if let label = batch.packageLabel { map.string("packageLabel", label) }
        map.boolean("sellable", batch.isSellable)
        if batch.sellsExpired { map.boolean("sellsExpired", true) }
        if let tag = batch.tag { map.string("tag", tag) }
    }

    /// A text of the POS, which stores character references from its web forms: decoded once, here.
    private func text(_ out: inout FieldsWriter, _ key: String, _ value: String?) {
        if let value { out.string(key, HTMLText.decoded(value)) }
    }

    private func texts(_ out: inout FieldsWriter, _ key: String, _ all: [String]) {
        out.array(key) { values in
            for text in all { values.string(text) }
        }
    }

    private func money(_ out: inout FieldsWriter, _ key: String, _ cents: Int64?) {
        if let cents { out.double(key, Self.dollars(cents)) }
    }

    /// A quantity: an integer if whole, as mostly in the POS.
    private func quantity(_ out: inout FieldsWriter, _ key: String, _ thousandths: Int64) {
        if thousandths % 1000 == 0 {
            out.integer(key, thousandths / 1000)
        } else {
            out.double(key, Double(thousandths) / 1000)
        }
    }

    /// A measurement; zero means not measured.
    private func potency(_ out: inout FieldsWriter, _ key: String, _ thousandths: Int64?) {
        if let thousandths, thousandths > 0 { out.double(key, Double(thousandths) / 1000) }
    }

    /// Whole cents as the double nearest to them, which is how documents hold money.
    static func dollars(_ cents: Int64) -> Double { Double(cents) / 100 }
}
