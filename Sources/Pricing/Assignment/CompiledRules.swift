/// A rule set compiled for one time, for assigning at most one rule to every product of a catalog.
///
/// Immutable, so any thread may use it. Rules that change prices have numbers from 1 up; 0 is no
/// rule. A rule keeps its number while it is unchanged; an edited or new rule gets a number unused
/// in the previous compilation. So a product's number changes exactly when its applied rule does.
public final class CompiledRules: Sendable {
    /// Milliseconds since 1970 at which the set was compiled.
    public let now: Int64
    /// The codes it was compiled for. Products with other codes match no category or brand rule:
    /// compile the whole set again when the catalog gains a category or brand that a rule names.
    public let codes: RuleCodes
    /// Live conditional rules, in tie order.
    public let conditionalRules: [DiscountRule]
    /// Products whose applied rule may differ from that under the previous set.
    public let affected: AffectedProducts
    /// Products whose conditional offers may differ from those under the previous set.
    public let affectedOffers: AffectedProducts

    /// Whether the set was compiled from scratch, so that codes may differ from the previous set's.
    public let isWhole: Bool

    let live: LiveRules
    let levels: StoreLevels
    let boundaries: RuleBoundaries
    private let offers: ConditionalIndex

    /// Compiles a set from scratch.
    ///
    /// - Parameters:
    ///   - rules: rejected ones included; order does not matter.
    ///   - previous: the set whose numbers unchanged rules keep.
    public init(
        _ rules: [ParsedRule], now: Int64, codes: RuleCodes, previous: CompiledRules? = nil
    ) {
        self.now = now
        self.codes = codes
        isWhole = true
        let wanted = Set(rules.compactMap { $0.rule(.live, at: now) })
        var live = previous?.live ?? LiveRules()
        let known = Set(live.all)
        let removed = known.filter { !wanted.contains($0) }
        let added = wanted.filter { !known.contains($0) }
            .sorted { RuleIdentity.precedes($0.identity, $1.identity) }
        _ = live.update(removed: Array(removed), added: added)
        self.live = live
        levels = CompiledRules.levels(live, codes)
        affected = CompiledRules.affected(Array(removed), added, previous?.codes, codes)
        conditionalRules = Set(rules.compactMap { $0.rule(.conditional, at: now) })
            .sorted { RuleIdentity.precedes($0.identity, $1.identity) }
        offers = ConditionalIndex(conditionalRules, codes: codes)
        affectedOffers = CompiledRules.affectedOffers(previous, conditionalRules, codes)
        var boundaries = RuleBoundaries()
        boundaries.update(removed: [], added: rules.compactMap(\.accepted))
        self.boundaries = boundaries
    }

    /// Compiles incrementally: updates `previous` by edits and by the clock. Recompiles only the
    /// affected lists; unaffected rules cost a few nanoseconds each.
    ///
    /// - Parameters:
    ///   - edits: at most one per rule; `old` is the rule in `previous`.
    ///   - products: the codes of `previous` plus those of the edits; nil if unchanged.
    public init(
        _ previous: CompiledRules, edits: [RuleEdit], now: Int64, products: ProductCodes? = nil
    ) {
        self.now = now
        var codes = previous.codes
        if let products {
            precondition(products.count >= codes.products.count, "codes are only ever added")
            codes.products = products
        }
        self.codes = codes
        isWhole = false
        let change = RuleTransition(previous, edits: edits, now: now)
        let (removed, added) = change.changed(.live)
        affected = CompiledRules.affected(removed, added, codes, codes)
        var live = previous.live
        var levels = previous.levels
        var levelChange = RuleLevels.Change()
        levelChange.removed = removed.map { (rule: $0, number: live.number(of: $0)) }
        let numbers = live.update(removed: removed, added: added)
        levelChange.added = zip(added, numbers.added).map { (rule: $0, number: $1) }
        levels.update(levelChange, codes: codes, live: live)
        self.live = live
        self.levels = levels
        let conditional = change.changed(.conditional)
        (conditionalRules, offers) = CompiledRules.offers(previous, conditional, codes)
        affectedOffers = CompiledRules.affected(
            conditional.removed, conditional.added, codes, codes)
        var boundaries = previous.boundaries
        boundaries.update(
            removed: edits.compactMap { $0.old?.accepted },
            added: edits.compactMap { $0.new?.accepted })
        self.boundaries = boundaries
    }

    /// Live rules that may change prices, in tie order.
    public var liveRules: [DiscountRule] { live.all }

    /// The rule with a number; nil for 0 and unused numbers.
    public func rule(number: UInt32) -> DiscountRule? { live.rule(number) }

    /// The number of a live rule; 0 for every other.
    public func number(of rule: DiscountRule) -> UInt32 { live.number(of: rule) }

    /// The first number that no rule has, nor any after it.
    public var numberEnd: UInt32 { UInt32(live.rules.count) }

    /// Codes of the references by which live rules name products.
    public var productCodes: Set<UInt32> { levels.productCodes }

    /// The product-level rule at a price; 0 when none applies.
    ///
    /// - Parameters:
    ///   - products: the codes of the references that name it.
    ///   - store: the code of its store.
    public func ownRule(products: [UInt32], price: Int32, store: UInt16 = 0) -> UInt32 {
        guard !products.isEmpty else { return 0 }
        var first: UInt32 = 0
        let levels = levels[store]
        for code in products {
            guard let rule = levels.products[code]?.rule(price: price), rule != 0 else { continue }
            if first == 0 || live.ranks[Int(rule)] < live.ranks[Int(first)] { first = rule }
        }
        return first
    }

    /// The rule number for one product: the reference for all other ways of assignment.
    ///
    /// - Parameter products: the codes of the references that name it.
    public func ruleNumber(
        price: Int32, category: UInt16, brand: UInt32, store: UInt16 = 0, products: [UInt32] = []
    ) -> UInt32 {
        let own = ownRule(products: products, price: price, store: store)
        return own != 0 ? own : levels[store].rule(price: price, category: category, brand: brand)
    }

    /// Traps where the live rules do not agree.
    public func checkInvariants() { live.checkInvariants() }

    /// The first instant after `now` at which some rule starts or ends; nil when none will.
    public func nextBoundary(after now: Int64) -> Int64? { boundaries.next(after: now) }

    /// The last instant up to `now` at which some rule started or ended; nil when none did.
    public var lastBoundary: Int64? { boundaries.last(upTo: now) }

    /// Live conditional rules that name a product: product level first, then category, brand and
    /// the whole store, each in tie order, every rule once.
    ///
    /// - Parameter products: the codes of the references that name it.
    public func conditionalOffers(
        category: UInt16, brand: UInt32, store: UInt16 = 0, products: [UInt32] = []
    ) -> [DiscountRule] {
        offers.indices(category: category, brand: brand, store: store, products: products).map {
            conditionalRules[$0]
        }
    }
}

extension CompiledRules {
    private static func offers(
        _ previous: CompiledRules, _ change: (removed: [DiscountRule], added: [DiscountRule]),
        _ codes: RuleCodes
    ) -> ([DiscountRule], ConditionalIndex) {
        if change.removed.isEmpty && change.added.isEmpty {
            return (previous.conditionalRules, previous.offers)
        }
        let removedSet = Set(change.removed)
        let rules = (previous.conditionalRules.filter { !removedSet.contains($0) } + change.added)
            .sorted { RuleIdentity.precedes($0.identity, $1.identity) }
        return (rules, ConditionalIndex(rules, codes: codes))
    }

    /// The levels of a whole set.
    private static func levels(_ live: LiveRules, _ codes: RuleCodes) -> StoreLevels {
        var levels = StoreLevels(codes)
        levels.update(RuleLevels.Change(all: live), codes: codes, live: live)
        return levels
    }

    private static func affectedOffers(
        _ previous: CompiledRules?, _ conditional: [DiscountRule], _ codes: RuleCodes
    ) -> AffectedProducts {
        let known = Set(previous?.conditionalRules ?? [])
        let wanted = Set(conditional)
        return affected(
            known.filter { !wanted.contains($0) }, wanted.filter { !known.contains($0) },
            previous?.codes, codes)
    }

    /// The products that removed or added rules name.
    private static func affected(
        _ removed: some Sequence<DiscountRule>, _ added: some Sequence<DiscountRule>,
        _ before: RuleCodes?, _ codes: RuleCodes
    ) -> AffectedProducts {
        var affected = AffectedProducts(of: added.lazy.map(\.scope), codes: codes)
        // Under both codes: a product may have got a new code since.
        let former = before == codes ? nil : before
        for rule in removed {
            affected.add(rule.scope, codes: codes)
            if let former { affected.add(rule.scope, codes: former) }
        }
        return affected
    }
}

/// The transition of a compiled set by edits and by the clock: dispositions before and after.
private struct RuleTransition {
    private struct Change {
        let old: ParsedRule?
        let new: ParsedRule?
        let before: RuleState?
        let after: RuleState?
    }

    private let changes: [Change]

    init(_ previous: CompiledRules, edits: [RuleEdit], now: Int64) {
        let edited = Set(edits.compactMap { $0.old?.accepted })
        let turned =
            previous.now == now
            ? [] : previous.boundaries.rules(between: previous.now, and: now)
        let byClock = turned.filter { !edited.contains($0) }
            .map { RuleEdit(old: .rule($0), new: .rule($0)) }
        changes = (edits + byClock).map {
            Change(
                old: $0.old, new: $0.new, before: $0.old?.disposition(now: previous.now),
                after: $0.new?.disposition(now: now))
        }
    }

    /// Rules that leave a disposition (`removed`) and those that enter it (`added`). An unchanged
    /// rule is in neither.
    func changed(
        _ disposition: RuleState
    ) -> (removed: [DiscountRule], added: [DiscountRule]) {
        var removed: [DiscountRule] = []
        var added: [DiscountRule] = []
        for change in changes {
            let old = change.before == disposition ? change.old?.accepted : nil
            let new = change.after == disposition ? change.new?.accepted : nil
            guard old != new else { continue }
            if let old { removed.append(old) }
            if let new { added.append(new) }
        }
        return (removed, added)
    }
}
