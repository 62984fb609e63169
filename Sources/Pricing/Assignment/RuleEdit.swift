/// A change of one rule, as stored: what was and what is; nil where there is none.
public struct RuleEdit: Sendable {
    public let old: ParsedRule?
    public let new: ParsedRule?

    public init(old: ParsedRule?, new: ParsedRule?) {
        self.old = old
        self.new = new
    }
}
