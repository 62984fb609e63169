import FirestoreModel
import PointOfSale

/// The change of a product's stock by expiry, computed from the batches of its canonical document:
/// equals the result of the next sync. Pure.
struct StockExpiry {
    /// The local day, days since 1970.
    let today: Int64

    /// The fields to merge into the canonical and the public product; nil where nothing expired.
    func changes(_ canonical: Fields) -> (canonical: Fields, public: Fields)? {
        // Unlisted batches may hold the stock: left to the next sync.
        guard case .array(let values) = canonical["batches"], canonical["batchesOmitted"] == nil
        else { return nil }
        let old = values.compactMap { value -> Fields? in
            if case .map(let batch) = value { batch } else { nil }
        }
        let new = old.map { aged($0) }
        guard zip(old, new).contains(where: { $0["expired"] != $1["expired"] }) else { return nil }
        let sellable = new.filter { $0["sellable"] == true }
        var shared = Fields()
        let stock = max(0, sellable.reduce(0) { $0 + Self.thousandths($1["available"]) })
        shared["stock"] = Self.quantity(stock)
        shared["inStock"] = .boolean(stock > 0)
        shared["onHand"] = Self.quantity(
            max(0, sellable.reduce(0) { $0 + Self.thousandths($1["onHand"]) }))
        let (date, isPast) = firstExpiry(sellable, new)
        shared["expirationDate"] = date.map { .string($0) }
        if isPast { shared["expired"] = true }
        var own = shared
        own["batches"] = .array(new.map { .map($0) })
        return (own, shared)
    }

    /// The batch with its expiry fields as of `today`.
    private func aged(_ batch: Fields) -> Fields {
        guard batch["sellable"] == true, isPast(batch) else { return batch }
        var batch = batch
        batch["expired"] = true
        if batch["sellsExpired"] != true {
            batch["sellable"] = false
            batch["heldBack"] = StockVerdict.expired.reason.map { .string($0) }
        }
        return batch
    }

    private func isPast(_ batch: Fields) -> Bool {
        guard case .string(let text) = batch["expirationDate"], let date = CalendarDate(text.utf8),
            let day = CalendarDate(daysSince1970: today)
        else { return false }
        return date < day
    }

    /// The first date of what is in stock, else of what expired.
    private func firstExpiry(_ sellable: [Fields], _ all: [Fields]) -> (String?, isPast: Bool) {
        let dated = { (batches: [Fields]) -> Fields? in
            batches.filter {
                Self.thousandths($0["available"]) > 0 && $0["expirationDate"] != nil
            }.min { Self.text($0) < Self.text($1) }
        }
        let stock = sellable.reduce(0) { $0 + Self.thousandths($1["available"]) }
        let expired = all.filter { $0["heldBack"] == "expired" }
        guard let batch = dated(sellable) ?? (stock > 0 ? nil : dated(expired)) else {
            return (nil, false)
        }
        return (Self.text(batch), isPast(batch))
    }

    private static func text(_ batch: Fields) -> String {
        guard case .string(let text) = batch["expirationDate"] else { return "" }
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
