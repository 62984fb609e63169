/// Anomalies of a readable inventory: counts with one example each. Contains no personal data and
/// no licence numbers.
public struct InventoryFindings: Equatable, Sendable {
    /// The number of affected items, and the lowest of their ids.
    public struct Items: Equatable, Sendable {
        public private(set) var count = 0
        public private(set) var example: String?

        mutating func add(_ item: @autoclosure () -> POSID?) {
            count += 1
            if example == nil { example = item()?.description }
        }
    }

    /// Items with rows whose prices of the same kind differ.
    public internal(set) var prices = Items()
    public internal(set) var names = Items()
    public internal(set) var categories = Items()
    public internal(set) var brands = Items()
    /// Items with a repeated row (batch and area), whose repetition was dropped.
    public internal(set) var duplicates = Items()
    /// Repeated rows.
    public internal(set) var duplicateRows = 0
    /// Items with more units sold than exist.
    public internal(set) var oversold = Items()
    /// Items with unsold stock because it has expired.
    public internal(set) var expired = Items()
    public internal(set) var expiredThousandths: Int64 = 0
    /// Items with unsold stock because its expiry date is unreadable.
    public internal(set) var undated = Items()
    /// Available units, in 1/1,000, in areas whose type is not sold from, by type.
    public internal(set) var heldBackByArea: [String: Int64] = [:]

    /// A sentence for each kind of anomaly found.
    public var texts: [String] {
        var texts: [String] = []
        func say(_ items: Items, _ what: String) {
            guard let example = items.example else { return }
            let subject = items.count == 1 ? "1 item has" : "\(items.count) items have"
            texts.append("\(subject) \(what), for example \(example)")
        }
        let rule = "the row with the lowest batch id in stock counts"
        say(prices, "several prices: \(rule)")
        say(names, "several names: \(rule)")
        say(categories, "several categories: \(rule)")
        say(brands, "several brands: \(rule)")
        say(duplicates, "a row twice (\(duplicateRows) rows in all): each counts once")
        say(oversold, "more sold than is there: the stock counts as 0")
        let units = Self.units(expiredThousandths)
        say(undated, "stock that is not sold because its date of expiry cannot be read")
        say(expired, "expired stock that is not sold (\(units) units in all)")
        return texts + areaTexts
    }

    private var areaTexts: [String] {
        let sorted = heldBackByArea.sorted { $0.key < $1.key }
        var texts = sorted.prefix(POSLimits.areaTypesShownMax).map { type, thousandths in
            "\(Self.units(thousandths)) units lie in areas of type \(Self.shown(type)) and are not"
                + " sold (sellableAreas in posConfig changes that)"
        }
        let rest = sorted.count - texts.count
        if rest > 0 { texts.append("\(rest) more types of areas hold units that are not sold") }
        return texts
    }

    private static func units(_ thousandths: Int64) -> String {
        let whole = String(thousandths / 1000)
        let rest = thousandths % 1000
        if rest == 0 { return whole }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }

    /// The beginning of an area type, which is foreign text, without control characters.
    private static func shown(_ type: String) -> String {
        let scalars = type.unicodeScalars.prefix(POSLimits.areaTypeScalarsMax)
            .map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
