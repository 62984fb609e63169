/// A change of one stored rule: before and after; nil where it does not exist.
public struct RuleEdit: Sendable {
    public let old: ParsedRule?
    public let new: ParsedRule?

    public init(old: ParsedRule?, new: ParsedRule?) {
        self.old = old
        self.new = new
    }
}
