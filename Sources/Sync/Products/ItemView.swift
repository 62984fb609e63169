import Catalog
import FirestoreModel
import PointOfSale
import Pricing

/// An item and its computed values, from which documents are written.
struct ItemView {
    private let item: InventoryItem
    private let org: String
    private let provider: POSProvider
    private let prices: InventoryPrices
    private let price: BasePrice
    private let retailPrice: Int64?
    private let rawCategory: String
    private let category: CategoryPath
    private let isActive: Bool
    private let basis: PriceBasis

    init(
        _ item: InventoryItem, org: String, provider: POSProvider, basis: PriceBasis,
        channel: PriceChannel
    ) {
        self.item = item
        self.org = org
        self.provider = provider
        self.basis = basis
        prices = item.prices
        rawCategory = HTMLText.decoded(item.category ?? "")
        category = Self.paths.value(rawCategory) { CategoryPath(decoded: $0) }
        let fields = PriceFields(
            otdAdultUse: prices.otdAdultUse, otd: prices.otd, otdMedicalUse: prices.otdMedicalUse,
            retailAdultUse: prices.retailAdultUse, retail: prices.retail,
            retailMedicalUse: prices.retailMedicalUse,
            // If a price is present but unreadable, no price is computed from the cost.
            cost: item.hasUnreadableAmounts ? nil : item.cost)
        price = BasePrice(fields, family: category.family, basis: basis, channel: channel)
        retailPrice = BasePrice.retailPrice(fields, channel: channel)
        isActive = !item.isDeleted
    }

    /// The base price in cents; 0 for none.
    var baseCents: Int64 { price.cents }

    /// Cached, because products share few categories.
    private static let paths = Memo<String, CategoryPath>(limit: SyncLimits.categoryMemoMax)

    private var stock: Int64 { isActive ? item.stockThousandths : 0 }

    /// Both documents' fields, MapValue bytes. The public product is the canonical one without
    /// staff-only fields, so shared fields are written once and copied.
    func fields() -> (canonical: [UInt8], public: [UInt8]) {
        var out = ProductWriter()
        // REQUIRES of FieldsWriter: keys in order.
        out.canonicalOnly { batches(&$0) }
        names(&out)
        details(&out)
        prices(&out)
        measures(&out)
        return out.finish()
    }

    /// From brandName to id.
    private func names(_ out: inout ProductWriter) {
        text(&out.fields, "brandName", item.brand)
        out.fields.string("category", category.family.name)
        out.fields.array("categoryPath") { values in
            for segment in category.segments { values.string(segment) }
        }
        potency(&out.fields, "cbdMg", item.cbdMilligramsThousandths)
        potency(&out.fields, "cbdPercent", item.cbdThousandths)
        out.canonicalOnly { money(&$0, "cost", item.costCents) }
        out.fields.string("currency", "USD")
        if let route = item.deliveryRoute {
            out.canonicalOnly { $0.string("deliveryRoute", route) }
        }
        effects(&out.fields)
        if let date = item.expiry { out.fields.string("expirationDate", "\(date)") }
        if item.isExpired { out.fields.boolean("expired", true) }
        identity(&out.fields)
    }

    /// From imageUrl to packageDate.
    private func details(_ out: inout ProductWriter) {
        image(&out.fields)
        out.fields.boolean("inStock", stock > 0)
        out.fields.boolean("isActive", isActive)
        out.canonicalOnly {
            if let flag = item.isAdultUse { $0.boolean("isAdultUse", flag) }
            if let flag = item.isCannabis { $0.boolean("isCannabis", flag) }
            $0.boolean("isProduct", item.isProduct)
        }
        text(&out.fields, "name", item.name ?? "Item \(item.idItem)")
        quantity(&out.fields, "onHand", item.onHandThousandths)
        out.fields.string("orgId", org)
        if let date = item.packageDate {
            out.canonicalOnly { $0.string("packageDate", "\(date)") }
        }
    }

    /// From price to source.
    private func prices(_ out: inout ProductWriter) {
        if price.cents > 0 { out.fields.double("price", Self.dollars(price.cents)) }
        out.canonicalOnly { pricesOfThePOS(&$0) }
        out.fields.string("priceSource", price.source.name)
        if !rawCategory.isEmpty { out.fields.string("rawCategory", rawCategory) }
        if let retailPrice { out.fields.double("retailPrice", Self.dollars(retailPrice)) }
        if let sku = item.sku { out.fields.string("sku", sku) }
        out.canonicalOnly { $0.string("source", provider.name) }
    }

    /// From stock to the end.
    private func measures(_ out: inout ProductWriter) {
        quantity(&out.fields, "stock", stock)
        strain(&out.fields)
        terpenes(&out.fields)
        potency(&out.fields, "thcMg", item.thcMilligramsThousandths)
        potency(&out.fields, "thcPercent", item.thcThousandths)
        if let uom = item.uom { out.fields.string("uom", uom) }
        out.canonicalOnly {
            text(&$0, "vendor", item.vendor)
            potency(&$0, "weight", item.weightThousandths)
            if let uom = item.weightUOM { $0.string("weightUom", uom) }
        }
    }

    private func identity(_ out: inout FieldsWriter) {
        let own = item.idItem
        out.string("externalId", own)
        out.string("id", provider.documentID(own))
    }

    private func image(_ out: inout FieldsWriter) {
        if let url = item.imageURL, !PlaceholderImage.isPlaceholder(url) {
            out.string("imageUrl", url)
        }
    }

    private func effects(_ out: inout FieldsWriter) {
        let effects = item.effects
        guard !effects.isEmpty else { return }
        out.array("effects") { values in
            for effect in effects { values.string(HTMLText.decoded(effect)) }
        }
    }

    private func strain(_ out: inout FieldsWriter) {
        text(&out, "strain", item.strain)
        text(&out, "strainType", item.strainType)
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
        let listed = batches.prefix(SyncLimits.batchesPerProductMax).enumerated().sorted {
            BatchOrder($0.element, $0.offset) < BatchOrder($1.element, $1.offset)
        }
        out.array("batches") { values in
            for (_, batch) in listed { values.map { self.batch(batch, &$0) } }
        }
        if listed.count < batches.count {
            out.integer("batchesOmitted", Int64(batches.count - listed.count))
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

    private func pricesOfThePOS(_ out: inout FieldsWriter) {
        out.string("priceBasis", basis.rawValue)
        money(&out, "priceOtd", prices.otd)
        money(&out, "priceOtdAdultUse", prices.otdAdultUse)
        money(&out, "priceOtdMedicalUse", prices.otdMedicalUse)
        money(&out, "priceRetail", prices.retail)
        money(&out, "priceRetailAdultUse", prices.retailAdultUse)
        money(&out, "priceRetailMedicalUse", prices.retailMedicalUse)
    }

    /// A text of the POS, which stores character references from its web forms: decoded once, here.
    private func text(_ out: inout FieldsWriter, _ key: String, _ value: String?) {
        if let value { out.string(key, HTMLText.decoded(value)) }
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
