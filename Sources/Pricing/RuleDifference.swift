/// What differs between two compiled rule sets, by an edit or by the clock.
public struct RuleDifference: Sendable, Equatable {
    /// Products whose assigned rule may change: all others keep theirs.
    public let sales: RuleReach
    /// Products whose conditional offers may change.
    public let offers: RuleReach

    public var isEmpty: Bool { sales.isEmpty && offers.isEmpty }

    init(from previous: CompiledRules, to next: CompiledRules) {
        let begun = next.liveRules.filter { !previous.numbering.contains($0) }
        let over = previous.liveRules.filter { !next.numbering.contains($0) }
        sales = RuleDifference.reach(over, begun, previous, next)
        let oldOffers = Set(previous.conditionalRules)
        let newOffers = Set(next.conditionalRules)
        offers = RuleDifference.reach(
            previous.conditionalRules.filter { !newOffers.contains($0) },
            next.conditionalRules.filter { !oldOffers.contains($0) }, previous, next)
    }

    private static func reach(
        _ over: [DiscountRule], _ begun: [DiscountRule], _ previous: CompiledRules,
        _ next: CompiledRules
    ) -> RuleReach {
        var reach = RuleReach(of: begun.map(\.scope), codes: next.codes)
        // Under the new codes too: a product may have got its code since.
        for rule in over {
            reach.add(rule.scope, codes: previous.codes)
            reach.add(rule.scope, codes: next.codes)
        }
        return reach
    }
}
