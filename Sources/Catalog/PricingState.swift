import Pricing
import ProtobufWire

/// The rules of a tenant at one moment, ready to price rows and to dress items.
final class PricingState: Sendable {
    let rules: [ParsedRule]
    /// When a rule last changed, microseconds since 1970; 0 for never.
    let rulesTime: Int64
    let compiled: CompiledRules
    /// By rule number; index 0 and numbers not in use are nil.
    let presentations: [SalePresentation?]
    /// What ``presentations`` do to prices, for passes over many rows: plain numbers, so that a
    /// row costs no counting of references.
    let formulas: [SaleFormula]
    let constants: SaleConstants
    /// Encoded conditional offers by rule id.
    private let offerEntries: [String: [UInt8]]
    private let offerReach: RuleReach

    init(
        rules: [ParsedRule], rulesTime: Int64, now: Int64, codes: RuleCodes,
        previous: PricingState?
    ) {
        self.rules = rules
        self.rulesTime = rulesTime
        let compiled = CompiledRules(rules, now: now, codes: codes, previous: previous?.compiled)
        self.compiled = compiled
        presentations = Self.presentations(compiled, previous)
        formulas = presentations.map { $0.map { SaleFormula($0.kind) } ?? .none }
        constants = SaleConstants(presentations)
        let conditional = compiled.conditionalRules
        offerReach = RuleReach(of: conditional.map(\.scope), codes: codes)
        offerEntries = Dictionary(
            conditional.map { ($0.id, Self.encode($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those of rules that stayed are taken over.
    private static func presentations(
        _ compiled: CompiledRules, _ previous: PricingState?
    ) -> [SalePresentation?] {
        var presentations: [SalePresentation?] = [nil]
        for rule in compiled.liveRules {
            let number = Int(compiled.number(of: rule))
            while presentations.count <= number { presentations.append(nil) }
            let isKnown = previous?.compiled.rule(number: UInt32(number)) === rule
            presentations[number] =
                (isKnown ? previous?.presentations[number] : nil) ?? SalePresentation(rule)
        }
        return presentations
    }

    /// Milliseconds since 1970 for which the state holds.
    var now: Int64 { compiled.now }

    /// Whether no product has a conditional offer, so that nobody need ask.
    var hasNoOffers: Bool { offerReach.isEmpty }

    /// The encoded conditional offers (MenuItem field 18) of one product.
    func offers(category: UInt16, brand: UInt32, itemId: Int64) -> [UInt8] {
        guard offerReach.categories.contains(category) || offerReach.brands.contains(brand)
            || offerReach.items.contains(itemId)
        else { return [] }
        let rules = compiled.conditionalOffers(category: category, brand: brand, itemId: itemId)
        return rules.prefix(CatalogLimits.offersMax).reduce(into: []) {
            $0 += offerEntries[$1.id] ?? []
        }
    }

    private static func encode(_ rule: DiscountRule) -> [UInt8] {
        var writer = WireWriter()
        writer.message(18) { offer in
            offer.string(1, rule.discountId)
            if !rule.name.isEmpty { offer.string(2, rule.name.cut) }
            offer.string(3, rule.badge.cut)
            if rule.minQty > 1 { offer.double(4, Double(rule.minQty)) }
            if rule.minTotalCents > 0 { offer.int64(5, rule.minTotalCents) }
            for type in rule.customerTypes.prefix(8) { offer.string(6, type.cut) }
        }
        return writer.bytes
    }
}
