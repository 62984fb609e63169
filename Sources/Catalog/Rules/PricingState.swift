import Pricing
import ProtobufWire
import Synchronization

/// The rules of a tenant at one time, compiled to price rows and to write sale fields. Immutable.
final class PricingState: Sendable {
    let rules: [ParsedRule]
    /// When a rule last changed, microseconds since 1970; 0 for never.
    let rulesTime: Int64
    let compiled: CompiledRules
    /// The tenant's local day for which the state is valid, as days since 1970.
    let today: Int64
    /// By rule number; nil for 0 and unused numbers.
    let presentations: [SalePresentation?]
    /// The price formulas of ``presentations`` as plain values, so that loops over rows do no
    /// reference counting.
    let formulas: [SaleFormula]
    private let lazyConstants = AtomicLazyReference<SaleConstants>()
    /// Encoded conditional offers by rule id.
    private let offerEntries: [String: [UInt8]]
    private let affectedOffers: AffectedProducts

    /// - Parameters:
    ///   - rules: the whole set in tie order, matching `compiled`.
    ///   - previous: the previous state, whose data is reused for unchanged rules.
    init(
        rules: [ParsedRule], rulesTime: Int64, compiled: CompiledRules, today: Int64,
        previous: PricingState?
    ) {
        self.rules = rules
        self.rulesTime = rulesTime
        self.compiled = compiled
        self.today = today
        presentations = Self.presentations(compiled, previous)
        formulas = presentations.map { $0?.formula ?? .none }
        precondition(
            presentations.count >= Int(compiled.numberEnd)
                && presentations.first.map { $0 == nil } ?? true,
            "every rule has a presentation, and 0 none")
        if let previous, compiled.affectedOffers.isEmpty, !compiled.isWhole {
            (affectedOffers, offerEntries) = (previous.affectedOffers, previous.offerEntries)
        } else {
            let conditional = compiled.conditionalRules
            affectedOffers = AffectedProducts(of: conditional.map(\.scope), codes: compiled.codes)
            offerEntries = Dictionary(
                conditional.map { ($0.id, Self.encode($0)) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    private static func presentations(
        _ compiled: CompiledRules, _ previous: PricingState?
    ) -> [SalePresentation?] {
        var presentations = previous?.presentations ?? []
        let before = previous?.compiled
        for number in 0..<compiled.numberEnd {
            if Int(number) == presentations.count { presentations.append(nil) }
            let rule = compiled.rule(number: number)
            if rule !== before?.rule(number: number) {
                presentations[Int(number)] = rule.map { SalePresentation($0) }
            }
        }
        return presentations
    }

    /// The constant sale fields of all rules, built on first use; any thread.
    var constants: SaleConstants {
        lazyConstants.load() ?? lazyConstants.storeIfNil(SaleConstants(presentations))
    }

    /// The unit price of a product under a rule (0 for none), in cents.
    @inline(__always)
    func price(base: Int32, rule: UInt32) -> Int64 { formulas[Int(rule)].price(base: base) }

    /// The time for which the state is valid, milliseconds since 1970.
    var now: Int64 { compiled.now }

    /// Whether no product has a conditional offer, which saves the lookup.
    var hasNoOffers: Bool { affectedOffers.isEmpty }

    /// The rules that make conditional offers for one product.
    ///
    /// - Parameters:
    ///   - key: of its group.
    ///   - products: the codes of the references that name it.
    func offers(_ key: RuleGroups.Key, products: [UInt32]) -> ArraySlice<DiscountRule> {
        guard
            affectedOffers.holds(category: key.category, brand: key.brand, store: key.store)
                || products.contains(where: affectedOffers.products.contains)
        else { return [] }
        return compiled.conditionalOffers(
            category: key.category, brand: key.brand, store: key.store, products: products
        ).prefix(CatalogLimits.offersMax)
    }

    /// The encoded conditional offers (MenuItem field 18) of one product.
    func offerEntries(_ key: RuleGroups.Key, products: [UInt32]) -> [UInt8] {
        offers(key, products: products).reduce(into: []) {
            $0 += offerEntries[$1.id] ?? []
        }
    }

    private static func encode(_ rule: DiscountRule) -> [UInt8] {
        var writer = WireWriter()
        writer.message(MenuItemNumber.conditionalOffers) { offer in
            offer.string(1, rule.discountId)
            if !rule.name.isEmpty { offer.string(2, rule.name.truncated) }
            offer.string(3, rule.badge.truncated)
            if rule.minQty > 1 { offer.double(4, Double(rule.minQty)) }
            if rule.minTotalCents > 0 { offer.int64(5, rule.minTotalCents) }
            for type in rule.customerTypes.prefix(CatalogLimits.offerCustomerTypesMax) {
                offer.string(6, type.truncated)
            }
        }
        return writer.bytes
    }
}
