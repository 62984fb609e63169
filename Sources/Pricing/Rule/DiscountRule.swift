/// A validated discount rule. Immutable; a class because rules are sorted, indexed and passed on
/// far more often than created. Equality compares all members.
public final class DiscountRule: Sendable, Hashable {
    public let identity: RuleIdentity
    public let kind: DiscountKind
    public let isActive: Bool
    /// First live millisecond since 1970; nil has always begun.
    public let startMs: Int64?
    /// First millisecond since 1970 at which it is over; nil never ends.
    public let endMs: Int64?
    public let scope: RuleScope
    /// Units that must be bought; 1 when the rule does not say.
    public let minQty: Int64
    /// Cents the basket must reach; 0 when the rule does not say.
    public let minTotalCents: Int64
    /// Kinds of customer the rule is for; empty is everyone.
    public let customerTypes: [String]
    /// The rule's own badge.
    public let badgeText: String?
    /// When it was last written, microseconds since 1970; 0 where unknown. Takes part in equality:
    /// a rule that was written again counts as changed.
    public let updateTime: Int64
    /// Cached hash of the id, for lookups in sets.
    private let idHash: Int

    init(
        identity: RuleIdentity, kind: DiscountKind, isActive: Bool, startMs: Int64?, endMs: Int64?,
        scope: RuleScope, minQty: Int64, minTotalCents: Int64, customerTypes: [String],
        badgeText: String?, updateTime: Int64
    ) {
        self.identity = identity
        self.kind = kind
        self.isActive = isActive
        self.startMs = startMs
        self.endMs = endMs
        self.scope = scope
        self.minQty = minQty
        self.minTotalCents = minTotalCents
        self.customerTypes = customerTypes
        self.badgeText = badgeText
        self.updateTime = updateTime
        idHash = identity.id.hashValue
    }

    public static func == (left: DiscountRule, right: DiscountRule) -> Bool {
        if left === right { return true }
        guard left.idHash == right.idHash else { return false }
        return left.identity == right.identity && left.kind == right.kind
            && left.isActive == right.isActive && left.startMs == right.startMs
            && left.endMs == right.endMs && left.scope == right.scope
            && left.minQty == right.minQty && left.minTotalCents == right.minTotalCents
            && left.customerTypes == right.customerTypes && left.badgeText == right.badgeText
            && left.updateTime == right.updateTime
    }

    /// Hashes the id alone, which is fast and distinguishes the rules of one set.
    public func hash(into hasher: inout Hasher) { hasher.combine(idHash) }

    /// Document id.
    public var id: String { identity.id }
    /// The id to show: the POS's own, for an agent's rule its document id.
    public var discountId: String { identity.discountId }
    public var name: String { identity.name }
    public var priority: Int64 { identity.priority }

    /// What the menu shows: the rule's own badge, else one made from its kind and value.
    public var badge: String { badgeText ?? kind.badge }

    /// Whether it has a condition beyond the product, so that it never changes a sale price. A bogo
    /// implies two units, so a `min_qty` of up to two is no further condition; one that needs three
    /// has no price when two are bought.
    public var isConditional: Bool {
        if minTotalCents > 0 || !customerTypes.isEmpty { return true }
        if case .bogo = kind { return minQty > 2 }
        return minQty > 1
    }

    /// The price of one unit in cents; nil when the rule saves nothing. See `DiscountKind`.
    public func salePrice(base: Int64) -> Int64? { kind.salePrice(base: base) }

    /// The price of one in cents when two are bought; nil for all but bogo.
    public func bogoUnitPrice(base: Int64) -> Int64? { kind.bogoUnitPrice(base: base) }

    /// When the rule last took effect: edited or started, whichever is later; microseconds since
    /// 1970, 0 where neither is known.
    public var liveSince: Int64 {
        max(
            updateTime,
            startMs.map { $0.multipliedReportingOverflow(by: 1000) }
                .map { $0.overflow ? 0 : $0.partialValue } ?? 0)
    }

    /// What keeps the rule from changing prices at `now` (milliseconds since 1970), or `.live`.
    public func disposition(now: Int64) -> RuleState {
        if !isActive { return .notActive }
        if let startMs, now < startMs { return .notStarted }
        if let endMs, now >= endMs { return .ended }
        if scope.isEmpty { return .unscoped }
        return isConditional ? .conditional : .live
    }

    /// The instants at which `disposition` changes by the clock alone.
    func boundaries() -> [Int64] {
        isActive ? [startMs, endMs].compactMap(\.self) : []
    }
}

/// The state of a rule at one time.
public enum RuleState: String, Sendable, CaseIterable {
    case live
    case notActive = "not_active"
    case notStarted = "not_started"
    case ended
    case rejected
    case unscoped
    case conditional
}
