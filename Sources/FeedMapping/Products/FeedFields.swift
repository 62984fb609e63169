/// Reads the fields of one record through a mapping, and records unreadable ones.
struct FeedFields {
    let mapping: FeedMapping
    let scope: FeedScope
    var context: FeedContext
    let convert: FeedConversion
    private(set) var unreadable: Set<FeedField> = []
    /// Unreadable values as written, for the report.
    private(set) var samples: [FeedField: String] = [:]

    init(_ mapping: FeedMapping, _ scope: FeedScope, _ context: FeedContext) {
        self.mapping = mapping
        self.scope = scope
        self.context = context
        convert = FeedConversion(decimalMark: mapping.decimalMark)
    }

    mutating func id(_ field: FeedField) -> String? { value(field, needsAll: true, convert.id()) }

    mutating func text(
        _ field: FeedField, _ bytesMax: Int = FeedLimits.wordBytesMax
    ) -> String? { value(field, convert.text(bytesMax)) }

    mutating func texts(_ field: FeedField, max: Int = FeedLimits.listMax) -> [String] {
        Array(values(field, convert.text(FeedLimits.wordBytesMax)).prefix(max))
    }

    /// The category path, from one text or several.
    mutating func category() -> String? {
        let segments = values(.category, convert.text(FeedLimits.wordBytesMax))
        guard !segments.isEmpty else { return nil }
        return FeedText.cut(segments.joined(separator: " > "), FeedLimits.wordBytesMax)
    }

    mutating func value<Value>(
        _ field: FeedField, needsAll: Bool = false, _ convert: FeedExpression.Conversion<Value>
    ) -> Value? {
        guard let expression = mapping.fields[field] else { return nil }
        let delivered = context.delivered
        let reading = expression.value(scope, &context, needsAll: needsAll, convert)
        count(reading, expression, since: delivered)
        if case .unreadable = reading { note(field, expression) }
        return reading.value
    }

    /// Counts a field that the record itself says: not one that the mapping's default says.
    private mutating func count<Value>(
        _ reading: FeedReading<Value>, _ expression: FeedExpression, since delivered: Int
    ) {
        guard let slot = expression.slot, context.delivered > delivered else { return }
        if case .absent = reading { return }
        context.noteRead(slot)
    }

    /// Names by which a rule is limited; a list in which nothing can be read is unreadable, since
    /// without it the rule would be another one.
    mutating func names(_ field: FeedField) -> [String] {
        values(field, convert.text(FeedLimits.wordBytesMax), needsOne: true)
    }

    /// - Parameter needsOne: a list that is there and has no value is unreadable.
    mutating func values<Value>(
        _ field: FeedField, _ convert: FeedExpression.Conversion<Value>, needsOne: Bool = false
    ) -> [Value] {
        guard let expression = mapping.fields[field] else { return [] }
        let delivered = context.delivered
        let reading = expression.values(scope, &context, convert)
        count(reading, expression, since: delivered)
        switch reading {
        case .unreadable: note(field, expression)
        case .absent where needsOne && expression.hasEmptyList(scope): note(field, expression)
        case .absent, .read: break
        }
        return reading.value ?? []
    }

    /// The stock of each store in the record.
    mutating func stocks() -> [FeedProduct.Stock] {
        guard !mapping.stores.isEmpty else {
            return [
                FeedProduct.Stock(
                    store: text(.store), available: value(.stock, convert.quantity()),
                    onHand: value(.onHand, convert.quantity()))
            ]
        }
        var stocks: [FeedProduct.Stock] = []
        for store in mapping.stores {
            let delivered = context.delivered
            let reading = store.stock.value(scope, &context, convert.quantity())
            count(reading, store.stock, since: delivered)
            switch reading {
            // A store without a value does not carry the product.
            case .absent: continue
            // One whose value cannot be read may.
            case .unreadable: note(.stock, store.stock)
            case .read: break
            }
            stocks.append(
                FeedProduct.Stock(store: store.name, available: reading.value, onHand: nil))
        }
        return stocks.isEmpty ? [FeedProduct.Stock()] : stocks
    }

    private mutating func note(_ field: FeedField, _ expression: FeedExpression) {
        guard unreadable.insert(field).inserted else { return }
        var plain = FeedExpression(expression.source)
        plain.separator = nil
        let reading = plain.values(scope, &context) { scalar, _ in .read(scalar.text) }
        samples[field] = reading.value?.joined(separator: ", ")
    }
}

extension FeedProduct {
    /// Nil if the record has no id.
    init?(_ fields: inout FeedFields) {
        guard let id = fields.id(.id) else { return nil }
        self.init(id: id)
        name = fields.text(.name, FeedLimits.nameBytesMax)
        brand = fields.text(.brand)
        category = fields.category()
        vendor = fields.text(.vendor)
        strain = fields.text(.strain)
        strainType = fields.text(.strainType)
        sku = fields.text(.sku)
        barcode = fields.text(.barcode)
        description = fields.text(.description, FeedLimits.descriptionBytesMax)
        uom = fields.text(.uom)
        images = Array(
            fields.values(.images, fields.convert.address()).prefix(FeedLimits.detailsMax))
        effects = fields.texts(.effects, max: FeedLimits.detailsMax)
        batch = fields.id(.batch)
        stocks = fields.stocks()
        readMoney(&fields)
        readMeasures(&fields)
        expirationDate = fields.value(.expirationDate, fields.convert.day())
        packageDate = fields.value(.packageDate, fields.convert.day())
        receivedDate = fields.value(.receivedDate, fields.convert.day())
        isCannabis = fields.value(.isCannabis, fields.convert.flag())
        isAdultUse = fields.value(.isAdultUse, fields.convert.flag())
        isProduct = fields.value(.isProduct, fields.convert.flag())
        unreadable = fields.unreadable
    }

    private mutating func readMoney(_ fields: inout FeedFields) {
        let money = fields.convert.money()
        priceCents = fields.value(.price, money)
        priceWithTaxCents = fields.value(.priceWithTax, money)
        medicalPriceCents = fields.value(.medicalPrice, money)
        medicalPriceWithTaxCents = fields.value(.medicalPriceWithTax, money)
        salePriceCents = fields.value(.salePrice, money)
        saleName = fields.text(.saleName)
        saleStart = fields.value(.saleStart, fields.convert.time())
        saleEnd = fields.value(.saleEnd, fields.convert.time())
        costTenThousandths = fields.value(.cost, fields.convert.money(places: 4))
    }

    private mutating func readMeasures(_ fields: inout FeedFields) {
        thcThousandths = fields.value(.thcPercent, fields.convert.measured(.percent))
        cbdThousandths = fields.value(.cbdPercent, fields.convert.measured(.percent))
        thcMilligramsThousandths = fields.value(.thcMg, fields.convert.measured(.milligrams))
        cbdMilligramsThousandths = fields.value(.cbdMg, fields.convert.measured(.milligrams))
        weightThousandths = fields.value(.weight, fields.convert.measured(.weight))
    }
}

extension FeedRule {
    /// Nil if the record has no id.
    init?(_ fields: inout FeedFields) {
        guard let id = fields.id(.id) else { return nil }
        self.init(id: id)
        name = fields.text(.name, FeedLimits.nameBytesMax)
        description = fields.text(.description, FeedLimits.descriptionBytesMax)
        kind = fields.text(.kind)
        value = fields.value(.value, fields.convert.number(of: Self.measure(kind)))
        active = fields.value(.active, fields.convert.flag())
        start = fields.value(.start, fields.convert.time())
        end = fields.value(.end, fields.convert.time())
        categories = fields.names(.categories)
        brands = fields.names(.brands)
        products = fields.values(.products, fields.convert.id(), needsOne: true)
        storeWide = fields.value(.storeWide, fields.convert.flag())
        minQuantity = fields.value(.minQuantity, fields.convert.number())
        minTotal = fields.value(.minTotal, fields.convert.number(of: .money))
        customerTypes = fields.names(.customerTypes)
        badge = fields.text(.badge)
        let places = fields.names(.locations)
        locations = places.isEmpty ? nil : places
        priority = fields.value(.priority, fields.convert.number())
        unreadable = fields.unreadable
    }

    /// What the value of a rule of a kind counts: `$20` is no percentage.
    private static func measure(_ kind: String?) -> FeedMeasure {
        switch kind?.lowercased() {
        case "amount", "fixed_price": .money
        default: .percent
        }
    }
}
