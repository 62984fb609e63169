/// The input of the rules: the attributes of a product that rules can match.
public struct PricingInput: Sendable, Equatable {
    /// Base price in cents; 0 is none.
    public var base: Int64
    /// `CategoryPath.key` of its category.
    public var categoryKey: String {
        didSet { categoryNames = CategoryPath(decoded: categoryKey).names }
    }
    /// The names by which rules match the category.
    private(set) var categoryNames: [String]
    /// `BrandName.key` of its brand.
    public var brandKey: String
    /// What rules may call it; nil where no rule can name it.
    public var names: ProductNames?
    /// The location that its price is from; nil where it is of no one location.
    public var location: String?

    public init(
        base: Int64, categoryKey: String, brandKey: String, names: ProductNames? = nil,
        location: String? = nil
    ) {
        self.base = base
        self.categoryKey = categoryKey
        categoryNames = CategoryPath(decoded: categoryKey).names
        self.brandKey = brandKey
        self.names = names
        self.location = location
    }
}

/// The outcome of one rule for one product.
public enum RuleOutcome: String, Sendable, CaseIterable {
    case applied
    case notActive = "not_active"
    case notStarted = "not_started"
    case ended
    case conditional
    case lowerLevel = "lower_level"
    case lowerPriority = "lower_priority"
    case noSaving = "no_saving"
    case rejected
    /// Names nothing and is not for the whole store, or holds at no location.
    case unscoped
    /// Holds at other locations than the one whose price the product shows.
    case otherStore = "other_store"
}

/// Why one rule applied to a product or lost.
public struct RuleExplanation: Sendable, Equatable {
    public let identity: RuleIdentity
    /// How the rule names the product; nil where it names none at all.
    public let level: RuleLevel?
    public let outcome: RuleOutcome
    /// One sentence with the numbers that decided.
    public let text: String
    /// What the price would be if the rule applied, in cents; nil when it would save nothing.
    public let salePrice: Int64?
}

/// Explains a product's price rule by rule: an independent evaluation, which tests compare with the
/// compiled one.
public enum PriceExplanation {
    /// Every rule that names the product: by level, then in tie order, rejected rules included.
    /// Then the rules that would be live if they named anything.
    ///
    /// - Parameter now: milliseconds since 1970.
    public static func explain(
        _ product: PricingInput, rules: [ParsedRule], now: Int64
    ) -> [RuleExplanation] {
        var matching: [(level: RuleLevel, rule: ParsedRule)] = []
        for rule in rules {
            // A rule that holds nowhere is listed with those that name nothing.
            guard rule.disposition(now: now) != .unscoped else { continue }
            if let level = rule.scope.level(of: product) { matching.append((level, rule)) }
        }
        matching.sort {
            if $0.level != $1.level { return $0.level < $1.level }
            return RuleIdentity.precedes($0.rule.identity, $1.rule.identity)
        }
        var winner: Precedence?
        let explained = matching.map { level, rule in
            switch rule {
            case .rejected(let rule):
                RuleExplanation(
                    identity: rule.identity, level: level, outcome: .rejected, text: rule.text,
                    salePrice: nil)
            case .rule(let rule):
                explain(rule, level, product, now, &winner)
            }
        }
        return explained + unscoped(rules, now)
    }

    /// Rules without a scope, which would otherwise not appear in the explanation.
    private static func unscoped(_ rules: [ParsedRule], _ now: Int64) -> [RuleExplanation] {
        rules.filter { $0.disposition(now: now) == .unscoped }
            .sorted { RuleIdentity.precedes($0.identity, $1.identity) }
            .map {
                RuleExplanation(
                    identity: $0.identity, level: nil, outcome: .unscoped,
                    text: $0.scope.emptyText, salePrice: nil)
            }
    }

    private struct Precedence {
        let level: RuleLevel
        let identity: RuleIdentity
    }

    private static func explain(
        _ rule: DiscountRule, _ level: RuleLevel, _ product: PricingInput, _ now: Int64,
        _ winner: inout Precedence?
    ) -> RuleExplanation {
        let sale = rule.salePrice(base: product.base)
        let outcome: RuleOutcome
        let text: String
        switch rule.disposition(now: now) {
        case .notActive: (outcome, text) = (.notActive, "not active")
        case .notStarted: (outcome, text) = (.notStarted, "starts \(instant(rule.startMs))")
        case .ended: (outcome, text) = (.ended, "ended \(instant(rule.endMs))")
        case .live where !rule.scope.holds(at: product.location),
            .conditional where !rule.scope.holds(at: product.location):
            (outcome, text) = (.otherStore, elsewhere(rule, product.location))
        case .conditional: (outcome, text) = (.conditional, "only with \(conditions(of: rule))")
        case .live, .unscoped, .rejected:
            (outcome, text) = contest(rule, level, product.base, winner)
            if outcome == .applied { winner = Precedence(level: level, identity: rule.identity) }
        }
        return RuleExplanation(
            identity: rule.identity, level: level, outcome: outcome, text: text, salePrice: sale)
    }

    private static func elsewhere(_ rule: DiscountRule, _ location: String?) -> String {
        let held = (rule.scope.locationIds ?? []).joined(separator: ", ")
        guard let location else { return "holds at \(held) alone, and the product is of no store" }
        return "holds at \(held) alone, and the price is that of \(location)"
    }

    private static func contest(
        _ rule: DiscountRule, _ level: RuleLevel, _ base: Int64, _ winner: Precedence?
    ) -> (RuleOutcome, String) {
        if let winner {
            let other = winner.identity
            if winner.level < level {
                return (
                    .lowerLevel,
                    "\(level.name) rule; \(winner.level.name) rule \(other.discountId) comes first"
                )
            }
            let own = rule.identity.priorityText
            let order =
                other.priorityText == own
                ? "priority \(own) is equal, and the lower id comes first"
                : "priority \(own) is below \(other.priorityText)"
            return (.lowerPriority, "\(order): rule \(other.discountId) applies")
        }
        guard let sale = rule.salePrice(base: base) else {
            guard base > 0 else { return (.noSaving, "the product has no base price") }
            return (.noSaving, "\(effect(of: rule)) saves nothing on \(Money.text(base))")
        }
        guard let unit = rule.bogoUnitPrice(base: base) else {
            let change = "\(Money.text(base)) becomes \(Money.text(sale))"
            return (.applied, "\(effect(of: rule)): \(change)")
        }
        return (
            .applied,
            "\(effect(of: rule)): one costs \(Money.text(base)), two cost \(Money.text(unit)) each"
        )
    }

    private static func effect(of rule: DiscountRule) -> String {
        switch rule.kind {
        case .percent(let units): "\(DiscountKind.percentText(units)) % off"
        case .amount(let cents): "\(Money.text(cents)) off"
        case .fixedPrice(let cents): "fixed price \(Money.text(cents))"
        case .bogo(let units): "\(DiscountKind.percentText(units)) % off the second"
        }
    }

    private static func conditions(of rule: DiscountRule) -> String {
        var parts: [String] = []
        if rule.minQty > 1 { parts.append("\(rule.minQty) or more units") }
        if rule.minTotalCents > 0 {
            parts.append("a basket of \(Money.text(rule.minTotalCents)) or more")
        }
        if !rule.customerTypes.isEmpty {
            parts.append("customer type \(rule.customerTypes.joined(separator: " or "))")
        }
        return parts.joined(separator: " and ")
    }

    private static func instant(_ ms: Int64?) -> String {
        ms.map { RuleDate.text(ms: $0) } ?? "never"
    }
}
