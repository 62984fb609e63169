import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// The change of a product's stock by expiry, computed from the batches of its canonical document:
/// equals the result of the next sync. Pure.
struct StockExpiry {
    /// The local day, days since 1970.
    let today: Int64

    /// The fields to merge into both documents of a product, and those that they replace.
    struct Changes {
        let canonical: Fields
        let `public`: Fields
        let keys: (canonical: FieldKeySet, public: FieldKeySet)
    }

    /// Nil where nothing expired.
    func changes(_ canonical: Fields) -> Changes? {
        guard var own = stock(of: canonical) else { return nil }
        let entries = LocationEntries.entries(canonical)
        guard !entries.isEmpty else { return Changes(own, keys: Self.keys) }
        guard let aged = aged(entries) else { return nil }
        for (key, value) in Self.total(aged) { own[key] = value }
        own[LocationEntries.key] = .map(aged)
        return Changes(own, keys: Self.keysOfSeveral)
    }

    // MARK: - Locations

    /// The entries of all locations; nil where one must be left to the next sync.
    private func aged(_ entries: Fields) -> Fields? {
        var aged = entries
        for (id, value) in entries {
            guard var entry = value.mapValue, hasBatches(entry) else { return nil }
            guard let changes = stock(of: entry) else { continue }
            for key in Self.stockKeys { entry[key] = changes[key] }
            aged[id] = .map(entry)
        }
        return aged
    }

    /// What the product says where its locations differ: sums, and the cheapest's prices.
    private static func total(_ entries: Fields) -> Fields {
        let all = entries.compactMap { $0.value.mapValue }
        var total = Fields()
        let stock = all.reduce(0) { $0 +| thousandths($1[ProductField.stock]) }
        total[ProductField.stock] = quantity(stock)
        total[ProductField.inStock] = .boolean(stock > 0)
        total[ProductField.onHand] = quantity(
            all.reduce(0) { $0 +| thousandths($1[ProductField.onHand]) })
        let cheapest = CheapestLocation.index(
            all.map { entry in
                CheapestLocation.Offer(
                    price: entry[ProductField.price]?.numberValue,
                    isInStock: entry[ProductField.inStock] == true)
            })
        for key in priceKeys { total[key] = all[cheapest ?? 0][key] }
        total[ProductField.priceLocation] = cheapest.map { .string(entries[$0].key) }
        return total
    }

    // MARK: - Batches

    /// Unlisted batches may hold the stock: left to the next sync.
    private func hasBatches(_ fields: Fields) -> Bool {
        if case .array = fields[ProductField.batches] {
            fields[ProductField.batchesOmitted] == nil
        } else {
            false
        }
    }

    /// The ``stockKeys`` of a product or of its entry of a location; nil where nothing expired.
    private func stock(of fields: Fields) -> Fields? {
        guard hasBatches(fields), case .array(let values) = fields[ProductField.batches] else {
            return nil
        }
        let old = values.compactMap { value -> Fields? in
            if case .map(let batch) = value { batch } else { nil }
        }
        let new = old.map { aged(batch: $0) }
        guard zip(old, new).contains(where: { $0[BatchField.expired] != $1[BatchField.expired] })
        else { return nil }
        let sellable = new.filter { $0[BatchField.sellable] == true }
        var changes = Fields()
        let stock = max(0, sellable.reduce(0) { $0 +| Self.thousandths($1[BatchField.available]) })
        changes[ProductField.stock] = Self.quantity(stock)
        changes[ProductField.inStock] = .boolean(stock > 0)
        changes[ProductField.onHand] = Self.quantity(
            max(0, sellable.reduce(0) { $0 +| Self.thousandths($1[BatchField.onHand]) }))
        let (date, isPast) = firstExpiry(sellable, new)
        changes[ProductField.expirationDate] = date.map { .string($0) }
        if isPast { changes[ProductField.expired] = true }
        changes[ProductField.batches] = .array(new.map { .map($0) })
        return changes
    }

    /// The batch with its expiry fields as of `today`.
    private func aged(batch: Fields) -> Fields {
        guard batch[BatchField.sellable] == true, isPast(batch) else { return batch }
        var batch = batch
        batch[BatchField.expired] = true
        if batch[BatchField.sellsExpired] != true {
            batch[BatchField.sellable] = false
            batch[BatchField.heldBack] = StockVerdict.expired.reason.map { .string($0) }
        }
        return batch
    }

    private func isPast(_ batch: Fields) -> Bool {
        guard case .string(let text) = batch[BatchField.expirationDate],
            let date = CalendarDate(text.utf8),
            let day = CalendarDate(daysSince1970: today)
        else { return false }
        return date < day
    }

    /// The first date of what is in stock, else of what expired.
    private func firstExpiry(_ sellable: [Fields], _ all: [Fields]) -> (String?, isPast: Bool) {
        let dated = { (batches: [Fields]) -> Fields? in
            batches.filter {
                Self.thousandths($0[BatchField.available]) > 0
                    && $0[BatchField.expirationDate] != nil
            }.min { Self.text($0) < Self.text($1) }
        }
        let stock = sellable.reduce(0) { $0 +| Self.thousandths($1[BatchField.available]) }
        let expired = all.filter { $0[BatchField.heldBack] == "expired" }
        guard let batch = dated(sellable) ?? (stock > 0 ? nil : dated(expired)) else {
            return (nil, false)
        }
        return (Self.text(batch), isPast(batch))
    }

    private static func text(_ batch: Fields) -> String {
        guard case .string(let text) = batch[BatchField.expirationDate] else { return "" }
        return text
    }

    private static func thousandths(_ value: Value?) -> Int64 {
        let bound = Double(1 << 52)
        switch value {
        case .integer(let units):
            let (product, isOver) = units.multipliedReportingOverflow(by: 1000)
            return isOver ? 0 : product
        case .double(let units) where abs(units * 1000) < bound:
            return Int64((units * 1000).rounded())
        default: return 0
        }
    }

    /// An integer where it is whole, as a sync writes it.
    private static func quantity(_ thousandths: Int64) -> Value {
        thousandths % 1000 == 0
            ? .integer(thousandths / 1000) : .double(Double(thousandths) / 1000)
    }
}

extension StockExpiry {
    /// Fields that change when a batch expires.
    private static let stockKeys = [
        "batches", "expirationDate", "expired", "inStock", "onHand", "stock",
    ]

    /// Those that change with them, because another location is now the cheapest with stock.
    private static let priceKeys = ProductSchema.perLocation
        .filter { $0.entry.perLocation == .cheapest }.map(\.rawValue)

    private static let keys = keySets(stockKeys)
    private static let keysOfSeveral = keySets(
        stockKeys + priceKeys + [LocationEntries.key, ProductField.priceLocation.rawValue])

    private static func keySets(
        _ names: [String]
    ) -> (canonical: FieldKeySet, public: FieldKeySet) {
        (FieldKeySet(names), FieldKeySet(names.filter { isPublic($0) }))
    }

    fileprivate static func isPublic(_ name: String) -> Bool {
        ProductField(rawValue: name)?.entry.documents == .all
    }
}

extension StockExpiry.Changes {
    fileprivate init(_ canonical: Fields, keys: (canonical: FieldKeySet, public: FieldKeySet)) {
        var shared = Fields(canonical.filter { StockExpiry.isPublic($0.key) }.map { ($0, $1) })
        let entries = LocationEntries.entries(canonical)
        if !entries.isEmpty {
            shared[LocationEntries.key] = .map(LocationEntries.publicEntries(entries))
        }
        self.init(canonical: canonical, public: shared, keys: keys)
    }
}
