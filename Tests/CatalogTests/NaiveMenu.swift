import FirestoreModel
import Foundation
import MirrorMessages
import TextForms

/// What a menu must say, computed from the documents alone, product by product, on Foundation's
/// decimals: Protocol/pricing.md word by word.
struct NaiveMenu {
    let rules: [NaiveRule]
    /// Milliseconds since 1970.
    let now: Int64

    init(rules: [String: Fields], products: [String: Fields], now: Int64) {
        self.rules = rules.map { NaiveRule(id: $0.key, $0.value, products) }
        self.now = now
    }

    /// The sale fields of one product, the others left as they are.
    func dress(_ item: inout MenuItem, id: String, fields: Fields) {
        let cents = Int64(((fields["price"]?.numberValue ?? 0) * 100).rounded())
        item.conditionalOffers = offers(id, fields)
        guard let (rule, sale) = winner(id, fields, cents) else { return }
        item.isOnSale = true
        item.originalPriceCents = cents
        item.salePriceCents = sale
        item.saleBadgeText = rule.badge
        item.discountId = rule.shownId
        item.discountName = rule.name
        item.saleEndsAt = rule.endMs.map { WireTimestamp(milliseconds: $0) }
        if rule.type == "bogo", let part = rule.value {
            let mean = Decimal(cents) * (200 - (part == 0 ? 100 : part)) / 200
            item.bogoUnitPriceCents = NaiveRule.rounded(mean)
        }
    }

    private func winner(
        _ id: String, _ fields: Fields, _ cents: Int64
    ) -> (rule: NaiveRule, sale: Int64)? {
        let live = rules.filter { $0.isLive(now) && !$0.isConditional }
        for level in 0..<4 {
            let tried = live.filter { $0.matches(level, id, fields) }.sorted()
            for rule in tried {
                if let sale = rule.price(cents) { return (rule, sale) }
            }
        }
        return nil
    }

    private func offers(_ id: String, _ fields: Fields) -> [ConditionalOffer] {
        let possible = rules.filter { $0.isLive(now) && $0.isConditional && $0.isPossible }
        var listed: [NaiveRule] = []
        for level in 0..<4 {
            // Listed once, under the first level that matches.
            listed += possible.filter { rule in
                rule.matches(level, id, fields)
                    && !(0..<level).contains { rule.matches($0, id, fields) }
            }.sorted()
        }
        return listed.map { rule in
            var offer = ConditionalOffer()
            offer.discountId = rule.shownId
            offer.name = rule.name
            offer.badgeText = rule.badge
            offer.minQuantity = rule.minQuantity
            offer.minTotalCents = rule.minTotalCents
            offer.customerTypes = rule.customerTypes
            return offer
        }
    }
}

/// A rule document read naively.
struct NaiveRule: Comparable {
    let id: String
    let shownId: String
    let name: String
    let type: String
    let value: Decimal?
    let priority: Int64
    let isActive: Bool
    let startMs: Int64?
    let endMs: Int64?
    let categories: [NaiveCategory]
    let brands: Set<String>
    /// Document ids of the products that it names.
    let products: Set<String>
    let isStoreWide: Bool
    let minQuantity: Double
    let minTotalCents: Int64
    let customerTypes: [String]
    let ownBadge: String?

    init(id: String, _ fields: Fields, _ menu: [String: Fields]) {
        func text(_ key: String) -> String? {
            switch fields[key] {
            case .string(let text): text
            case .integer(let number): "\(number)"
            case .double(let number): "\(number)"
            default: nil
            }
        }
        func texts(_ key: String) -> [String] {
            (fields[key]?.arrayValue ?? []).compactMap { value in
                value.stringValue ?? value.integerValue.map { "\($0)" }
            }
        }
        self.id = id
        shownId = fields["posId"]?.stringValue ?? id
        name = text("name") ?? ""
        type = text("discountType") ?? ""
        value = text("discountValue").flatMap { Decimal(string: $0) }
        priority = text("priority").flatMap { Int64($0) } ?? 0
        isActive = fields["active"]?.booleanValue ?? false
        startMs = Self.time(fields["startDate"], isEnd: false)
        endMs = Self.time(fields["endDate"], isEnd: true)
        categories = texts("categories").map { NaiveCategory($0) }
        brands = Set(texts("brands").map(Self.brandKey))
        let source = fields["source"]?.stringValue ?? ""
        let isPOS = fields["posId"] != nil && !source.isEmpty && id.hasPrefix(source + "_")
        products = Set(
            texts("products").compactMap { Self.product($0, isPOS ? source + "_" : "", menu) })
        isStoreWide = fields["storeWide"]?.booleanValue ?? false
        let quantity = text("minQty").flatMap { Double($0) } ?? 1
        minQuantity = quantity > 1 ? quantity : 0
        minTotalCents =
            text("minTotal").flatMap { Decimal(string: $0) }
            .map { Self.rounded($0 * 100) } ?? 0
        customerTypes = texts("customerTypes")
        ownBadge = text("badgeText")
    }

    /// The product that a rule of a provider, or of an agent, calls so.
    static func product(_ text: String, _ prefix: String, _ menu: [String: Fields]) -> String? {
        for org in ["", TestCatalog.org + "_"] where text.hasPrefix(org + prefix) {
            let id = String(text.dropFirst(org.count))
            if menu[id] != nil { return id }
        }
        if !prefix.isEmpty { return menu[prefix + text] == nil ? nil : prefix + text }
        let found = menu.filter { $0.value["externalId"]?.stringValue == text }
        let shown = found.filter { $0.value["isActive"] != .boolean(false) }
        return (shown.isEmpty ? found : shown).keys.min()
    }

    /// A date-only end lasts until the day is over, in UTC here.
    private static func time(_ value: Value?, isEnd: Bool) -> Int64? {
        if let time = value?.timestampValue { return time.microseconds / 1000 }
        guard let text = value?.stringValue, let time = Timestamp(rfc3339: text + "T00:00:00Z")
        else { return nil }
        return (time.seconds + (isEnd ? 86_400 : 0)) * 1000
    }

    static func brandKey(_ name: String) -> String {
        name.trimmed.lowercased()
    }

    static func rounded(_ value: Decimal) -> Int64 {
        var value = value
        var result = Decimal()
        NSDecimalRound(&result, &value, 0, .plain)
        return NSDecimalNumber(decimal: result).int64Value
    }

    func isLive(_ now: Int64) -> Bool {
        isActive && (startMs ?? .min) <= now && now < (endMs ?? .max)
    }

    var isConditional: Bool {
        minTotalCents > 0 || !customerTypes.isEmpty
            || (type == "bogo" ? minQuantity > 2 : minQuantity > 0)
    }

    /// Whether the value is one that the type allows.
    var isPossible: Bool {
        guard let value else { return false }
        switch type {
        case "percent": return value > 0 && value <= 100
        case "amount": return value > 0
        case "fixed_price": return value >= 0
        case "bogo": return value >= 0 && value <= 100
        default: return false
        }
    }

    func matches(_ level: Int, _ id: String, _ fields: Fields) -> Bool {
        switch level {
        case 0: products.contains(id)
        case 1: categories.contains { $0.reaches(NaiveCategory(of: fields)) }
        case 2:
            fields["brandName"]?.stringValue.map { brands.contains(Self.brandKey($0)) } ?? false
        default: isStoreWide
        }
    }

    func price(_ cents: Int64) -> Int64? {
        guard isPossible, let value, cents > 0 else { return nil }
        let sale: Int64
        switch type {
        case "percent": sale = Self.rounded(Decimal(cents) * (100 - value) / 100)
        case "amount": sale = max(0, cents - Self.rounded(value * 100))
        case "fixed_price": sale = Self.rounded(value * 100)
        default: return cents
        }
        return sale < cents ? sale : nil
    }

    var badge: String {
        if let ownBadge { return ownBadge }
        let value = value ?? 0
        let cents = Self.rounded(value * 100)
        let money =
            cents % 100 == 0
            ? "\(cents / 100)" : String(format: "%d.%02d", Int(cents / 100), Int(cents % 100))
        switch type {
        case "percent": return "\(value)% OFF"
        case "amount": return "$\(money) OFF"
        case "fixed_price": return "NOW $\(money)"
        default: return value == 0 || value == 100 ? "BOGO" : "BOGO \(value)% OFF"
        }
    }

    static func < (left: NaiveRule, right: NaiveRule) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        switch (Int64(left.shownId), Int64(right.shownId)) {
        case (let one?, let other?) where one != other: return one < other
        case (.some, nil): return true
        case (nil, .some): return false
        default: return (left.shownId, left.id) < (right.shownId, right.id)
        }
    }
}
