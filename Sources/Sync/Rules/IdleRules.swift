import Catalog
import PointOfSale
import Pricing

/// Rules that have no effect although their author may expect one: rules without a scope, and
/// rejected ones, of the POS and of agents.
struct IdleRules {
    private var sentences: [RuleState: [String]] = [:]
    /// Log lines, one per rule.
    private(set) var lines: [String] = []

    init(_ generation: Generation) {
        for (rule, state, _) in generation.discounts() {
            guard state == .rejected || state == .unscoped else { continue }
            var reason = rule.scope.idleText
            if case .rejected(let rejected) = rule { reason = rejected.text }
            let name = Self.name(rule.identity.discountId, rule.identity.name)
            sentences[state, default: []].append("\(name): \(reason)")
            if lines.count < SyncLimits.loggedRulesMax {
                let id = Self.name(rule.identity.id, "")
                lines.append("rule=\(id) \(state.rawValue): \(reason)")
            }
        }
    }

    /// A sentence for each of the first rules, and one with the number of the others.
    var warnings: [String] {
        warnings(.unscoped, "prices nothing, rule") + warnings(.rejected, "rejected, rule")
    }

    private func warnings(_ state: RuleState, _ head: String) -> [String] {
        let all = sentences[state] ?? []
        let shown = all.prefix(SyncLimits.namedRulesMax).map { "\(head) \($0)" }
        let more = all.count - shown.count
        return more > 0 ? shown + ["\(head)s, \(more) more: posmirror discounts"] : shown
    }

    /// `101 (Happy Hour)`.
    private static func name(_ id: String, _ name: String) -> String {
        let scrubber = RedactedText()
        let most = SyncLimits.namedRuleBytesMax
        let id = scrubber.scrubbed(id, bytesMax: most) ?? RedactedText.mark
        return scrubber.scrubbed(name, bytesMax: most).map { "\(id) (\($0))" } ?? id
    }
}
