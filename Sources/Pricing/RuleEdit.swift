/// A change of one rule, as stored: what was and what is; nil where there is none.
public struct RuleEdit: Sendable {
    public let old: ParsedRule?
    public let new: ParsedRule?

    public init(old: ParsedRule?, new: ParsedRule?) {
        self.old = old
        self.new = new
    }
}

extension ParsedRule {
    /// The rule, if it was accepted and does that at `now`.
    func rule(_ disposition: RuleDisposition, at now: Int64) -> DiscountRule? {
        guard case .rule(let rule) = self, rule.disposition(now: now) == disposition else {
            return nil
        }
        return rule
    }
}
