import Decimals
import FeedMapping
import PointOfSale
import Pricing

/// A feed of products, converted for a sync. Immutable.
struct FeedProducts: Sendable {
    let inventory: Inventory
    /// For each product with a sale price, the rule that it amounts to.
    let sales: [POSDiscount]
    /// Of the fields of sales, by field.
    let unreadableSales: UnreadableValues
    /// Descriptions and images, by product.
    let details: [POSID: ItemDetails]
    let brands: [String]
    let categories: [String]
    let vendors: [String]
    let report: FeedReport
    /// Findings, one sentence each.
    let warnings: [String]
    /// What its records had.
    let shape: ListingShape
}

/// Builds an inventory from the products of a feed. One thread at a time.
final class FeedProductsBuilder {
    /// The name of the wanted store in the feed; nil for all.
    private let store: String?
    /// Whether each record says of which store it is.
    private let namesStore: Bool
    /// Records of which it cannot be told whether they are of the wanted store.
    private var undecided: [(id: String, isUnreadable: Bool)] = []
    private let rows = InventoryRows()
    private var tooLarge: InventoryTooLarge?
    private var sales: [POSDiscount] = []
    private var unreadableSales = UnreadableValues()
    /// The sale of each product, by its index among all; nil where its first record has none.
    private var saleIndices: [String: Int?] = [:]
    private var hasPrice = false
    private var details: [POSID: ItemDetails] = [:]
    private var batches: [BatchDetails] = []
    private var brands: Set<String> = []
    private var categories: Set<String> = []
    private var vendors: Set<String> = []
    private var seen: Set<RowIdentity> = []
    private var repeated: (count: Int, example: String)?
    /// Whether a record came again.
    var hasRepeated: Bool { repeated != nil }
    private var hasStore = false

    private struct RowIdentity: Hashable {
        let id: String
        let store: String?
        let batch: String?
    }

    init(store: String?, namesStore: Bool) {
        self.store = store
        self.namesStore = namesStore
    }

    /// Adds a product, or one store or batch of it. Of repeated values the first counts.
    func add(_ product: FeedProduct) {
        var isNew = false
        for stock in product.stocks {
            if let store, stock.store != store {
                if namesStore, stock.store == nil {
                    undecided.append((product.id, product.unreadable.contains(.store)))
                }
                continue
            }
            hasStore = true
            let row = RowIdentity(id: product.id, store: stock.store, batch: product.batch)
            guard seen.insert(row).inserted else {
                repeated = ((repeated?.count ?? 0) + 1, repeated?.example ?? product.id)
                continue
            }
            isNew = true
            add(product, stock)
        }
        guard isNew else { return }
        if product.anyPriceCents != nil || !product.unreadable.isDisjoint(with: Self.prices) {
            hasPrice = true
        }
        addSale(product)
        addDetails(product)
        if let brand = product.brand { brands.insert(brand) }
        if let category = product.category { categories.insert(category) }
        if let vendor = product.vendor { vendors.insert(vendor) }
    }

    /// Notes the records that do not say whether they are of the wanted store. What they were at
    /// this location stays.
    func noteUndecided(in report: inout FeedReport) {
        for record in undecided { report.noteUndecided("store", id: record.id) }
    }

    /// The result. Throws `tooLarge` above the inventory's limits. REQUIRES: called once.
    func build(_ report: FeedReport) throws(POSError) -> FeedProducts {
        if let tooLarge {
            throw POSError(
                code: .tooLarge, path: FeedKind.products.rawValue, message: "\(tooLarge)")
        }
        if !seen.isEmpty, !hasPrice {
            throw POSError(
                code: .suspicious, path: FeedKind.products.rawValue,
                message: "the feed cannot be relied on: no product has a price")
        }
        var warnings: [String] = []
        if let repeated {
            warnings.append(
                "the feed has \(repeated.count) products again with the id of one before, for"
                    + " example \(repeated.example); the first counts")
        }
        if let store, !hasStore, report.entries > 0 {
            warnings.append("the feed knows no store \(store)")
        }
        warnings += [report.unreadWarning(.products)].compactMap(\.self)
        warnings += partWarnings(report)
        return FeedProducts(
            inventory: rows.build(
                isShort: !report.isWhole, details: batches), sales: sales,
            unreadableSales: unreadableSales, details: details,
            brands: brands.sorted(), categories: categories.sorted(), vendors: vendors.sorted(),
            report: report, warnings: warnings, shape: shape(report))
    }

    /// Unreadable values that no row has a place for.
    private func partWarnings(_ report: FeedReport) -> [String] {
        [FeedField.store, .batch].compactMap { field in
            guard let noted = report.unreadable[field.rawValue] else { return nil }
            let example = noted.examples.first?.id.map { ", for example of \($0)" } ?? ""
            return "of \(noted.count) records the \(field.rawValue) cannot be read\(example)"
        }
    }

    private func shape(_ report: FeedReport) -> ListingShape {
        var shape = ListingShape(report)
        shape.ids = Set(saleIndices.keys)
        for name in shape.fields.keys {
            shape.fields[name]?.examples.removeAll { saleIndices[$0] == nil }
        }
        // Where nothing is on sale, no sale ends.
        if shape.fields[FeedField.salePrice.rawValue]?.count == 0 {
            shape.fields[FeedField.saleStart.rawValue] = nil
            shape.fields[FeedField.saleEnd.rawValue] = nil
        }
        return shape
    }

    // MARK: - Rows

    private func add(_ product: FeedProduct, _ stock: FeedProduct.Stock) {
        do throws(InventoryTooLarge) {
            try rows.begin()
        } catch {
            tooLarge = error
            return
        }
        rows.set(.idItem, id: product.id)
        // Details are attached to batches, so a product without one is its own batch.
        let batch = product.batch ?? product.id
        rows.set(.idBatch, id: batch)
        if let label = product.batch { rows.set(.batchLabel, text: label) }
        if let store = stock.store {
            rows.set(.idArea, id: store)
            rows.set(.area, text: store)
            rows.set(.idLocation, id: store)
            rows.set(.location, text: store)
        }
        setTexts(product)
        setNumbers(product, stock)
        setDates(product)
        set(.isCannabis, product.isCannabis, product, .isCannabis)
        set(.isAdultUse, product.isAdultUse, product, .isAdultUse)
        set(.isProduct, product.isProduct, product, .isProduct)
        rows.end()
    }

    private func setTexts(_ product: FeedProduct) {
        let texts: [(InventoryField, FeedField, String?)] = [
            (.name, .name, product.name), (.brand, .brand, product.brand),
            (.category, .category, product.category), (.vendor, .vendor, product.vendor),
            (.strain, .strain, product.strain), (.sku, .sku, product.sku),
            (.barcode, .barcode, product.barcode), (.uom, .uom, product.uom),
            (.imageURL, .images, product.images.first),
        ]
        for (field, source, text) in texts {
            if let text {
                rows.set(field, text: text)
            } else if product.unreadable.contains(source) {
                rows.setUnreadable(field, source.rawValue)
            }
        }
        if product.weightThousandths != nil { rows.set(.weightUOM, text: "g") }
    }

    private func setNumbers(_ product: FeedProduct, _ stock: FeedProduct.Stock) {
        let available = stock.available
        let numbers: [(InventoryField, FeedField, Int64?, Int)] = [
            (.retail, .price, product.priceCents, 2),
            (.otd, .priceWithTax, product.priceWithTaxCents, 2),
            (.retailMedicalUse, .medicalPrice, product.medicalPriceCents, 2),
            (.otdMedicalUse, .medicalPriceWithTax, product.medicalPriceWithTaxCents, 2),
            (.costOfGood, .cost, product.costTenThousandths, 4),
            (.available, .stock, available, 3), (.onHand, .onHand, stock.onHand ?? available, 3),
            (.thc, .thcPercent, product.thcThousandths, 3),
            (.cbd, .cbdPercent, product.cbdThousandths, 3),
            (.thcMilligrams, .thcMg, product.thcMilligramsThousandths, 3),
            (.cbdMilligrams, .cbdMg, product.cbdMilligramsThousandths, 3),
            (.weightUsable, .weight, product.weightThousandths, 3),
        ]
        for (field, source, value, places) in numbers {
            // If one part is unreadable, the sum is wrong whatever the others are.
            if product.unreadable.contains(source) {
                rows.setUnreadable(field, source.rawValue)
            } else if let value {
                let number = DecimalNumber(
                    isNegative: value < 0, mantissa: value.magnitude, exponent: -places)
                if !rows.set(field, number: number) { rows.setUnreadable(field, source.rawValue) }
            }
        }
    }

    private func setDates(_ product: FeedProduct) {
        let dates: [(InventoryField, FeedField, String?)] = [
            (.dateExpire, .expirationDate, product.expirationDate),
            (.packageDate, .packageDate, product.packageDate),
            (.dateReceived, .receivedDate, product.receivedDate),
        ]
        for (field, source, text) in dates {
            if let date = text.flatMap({ CalendarDate($0.utf8) }) {
                rows.set(field, date: date)
            } else if product.unreadable.contains(source) {
                rows.setUnreadable(field, source.rawValue)
            }
        }
    }

    private func set(
        _ flag: InventoryFlag, _ value: Bool?, _ product: FeedProduct, _ source: FeedField
    ) {
        if let value {
            rows.set(flag, value)
        } else if product.unreadable.contains(source) {
            rows.setUnreadable(flag, source.rawValue)
        }
    }

    // MARK: - What goes with a product

    private func addDetails(_ product: FeedProduct) {
        if product.strainType != nil || !product.effects.isEmpty {
            var batch = BatchDetails(idBatch: product.batch ?? product.id)
            batch.strainType = product.strainType
            batch.effects = product.effects
            batches.append(batch)
        }
        guard product.description != nil || product.images.count > 1 else { return }
        var item = ItemDetails(idItem: product.id)
        item.description = product.description
        item.imageURLs = Array(product.images.prefix(POSLimits.itemImagesMax))
        details[POSID(product.id)] = item
    }

    /// Adds the rule of a product's own sale price. Records of one product that differ in it make a
    /// rule that is rejected: which of them holds would be a guess.
    private func addSale(_ product: FeedProduct) {
        let sale = sale(of: product)
        guard let known = saleIndices[product.id] else {
            saleIndices[product.id] = .some(sale.map { _ in sales.count })
            if let sale { sales.append(sale) }
            return
        }
        if let known {
            sales[known].meet(sale ?? Self.none(product.id))
        } else if var sale {
            sale.meet(Self.none(product.id))
            saleIndices[product.id] = .some(sales.count)
            sales.append(sale)
        }
    }

    private func sale(of product: FeedProduct) -> POSDiscount? {
        let fields: Set<FeedField> = [.salePrice, .saleStart, .saleEnd]
        let unreadable = product.unreadable.intersection(fields)
        guard product.salePriceCents != nil || unreadable.contains(.salePrice) else { return nil }
        var rule = POSDiscount(
            idDiscount: Self.salePrefix + product.id, name: product.saleName ?? "Sale",
            type: "fixed_price", value: product.salePriceCents.map { Money.text($0) },
            startDate: product.saleStart, endDate: product.saleEnd, isActive: true,
            products: [product.id])
        for field in unreadable {
            unreadableSales.note("products.\(field.rawValue)", in: product.id)
            if let name = FeedRules.names[field] { rule.unreadableFields.insert(name) }
        }
        return rule
    }

    /// What a record without a sale says of it.
    private static func none(_ id: String) -> POSDiscount {
        POSDiscount(idDiscount: salePrefix + id, name: "Sale")
    }

    private static let prices: Set<FeedField> = [
        .price, .priceWithTax, .medicalPrice, .medicalPriceWithTax,
    ]

    static let salePrefix = "sale_"
}
