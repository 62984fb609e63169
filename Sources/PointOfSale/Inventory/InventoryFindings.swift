/// What was odd about an inventory though all of it could be read: counts and one example of each,
/// nothing that a customer's or a licence's data could be in.
public struct InventoryFindings: Equatable, Sendable {
    /// How many items it concerns, and the lowest of their ids.
    public struct Items: Equatable, Sendable {
        public private(set) var count = 0
        public private(set) var example: String?

        mutating func add(_ item: @autoclosure () -> POSID?) {
            count += 1
            if example == nil { example = item()?.description }
        }
    }

    /// Items of which two rows name usable prices of the same kind that differ.
    public internal(set) var prices = Items()
    public internal(set) var names = Items()
    public internal(set) var categories = Items()
    public internal(set) var brands = Items()
    /// Items with a row (batch and area) that came twice; the second one was left out.
    public internal(set) var duplicates = Items()
    /// Rows that came twice.
    public internal(set) var duplicateRows = 0
    /// Items of which more was sold than there is in all.
    public internal(set) var oversold = Items()
    /// Items with stock past its date that is therefore not sold.
    public internal(set) var expired = Items()
    public internal(set) var expiredThousandths: Int64 = 0
    /// Items with stock that is not sold because its date of expiry cannot be read.
    public internal(set) var undated = Items()
    /// Available units, in 1/1,000, in areas that do not sell, by the area's type.
    public internal(set) var heldBackByArea: [String: Int64] = [:]

    /// A sentence for each kind that there is.
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

    /// The type comes from outside: the start of it, without control characters.
    private static func shown(_ type: String) -> String {
        let scalars = type.unicodeScalars.prefix(POSLimits.areaTypeScalarsMax)
            .map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
