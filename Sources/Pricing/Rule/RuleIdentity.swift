import Decimals

/// The identity of a rule, and its precedence among rules that match at one level.
public struct RuleIdentity: Sendable, Hashable {
    /// Document id.
    public let id: String
    /// The POS's own id, for an agent's rule its document id.
    public let discountId: String
    public let name: String
    /// Higher comes first. Whole; ``rank`` has the fraction.
    public let priority: Int64
    /// The priority in 1/10,000.
    let rank: Int64
    /// `discountId` as a number when it is one.
    private let number: Int64?

    static let rankDecimals = 4

    /// - Parameter priority: a decimal text; nil and what is none count as 0.
    init(id: String, posId: String?, name: String?, priority: String?) {
        self.id = id
        discountId = posId ?? id
        self.name = name ?? ""
        self.priority = priority.flatMap { DecimalNumber(text: $0)?.scaled(0) } ?? 0
        // Beyond what ranks can hold fractions do not matter.
        rank =
            priority.flatMap { DecimalNumber(text: $0)?.scaled(Self.rankDecimals) }
            ?? (self.priority < 0 ? .min : self.priority > 0 ? .max : 0)
        number = RuleIdentity.number(discountId)
    }

    /// The priority as it was written, up to four decimals.
    var priorityText: String {
        rank == .min || rank == .max
            ? String(priority) : DecimalNumber.text(rank, scale: Self.rankDecimals)
    }

    /// By bytes, as ``precedes(_:_:)`` orders: two spellings that Unicode takes for one are two
    /// ids.
    public static func == (left: RuleIdentity, right: RuleIdentity) -> Bool {
        left.priority == right.priority && left.rank == right.rank
            && left.id.utf8.elementsEqual(right.id.utf8)
            && left.discountId.utf8.elementsEqual(right.discountId.utf8)
            && left.name.utf8.elementsEqual(right.name.utf8)
    }

    /// Tie order: higher priority, then the lower id. Numeric ids compare as numbers and come
    /// before text ids; text compares by UTF-8 bytes. The document id breaks remaining ties.
    public static func precedes(_ left: RuleIdentity, _ right: RuleIdentity) -> Bool {
        if left.rank != right.rank { return left.rank > right.rank }
        if left.priority != right.priority { return left.priority > right.priority }
        switch (left.number, right.number) {
        case (let one?, let other?) where one != other: return one < other
        case (.some, nil): return true
        case (nil, .some): return false
        default: break
        }
        if left.discountId.utf8.elementsEqual(right.discountId.utf8) {
            return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }
        return left.discountId.utf8.lexicographicallyPrecedes(right.discountId.utf8)
    }

    private static func number(_ text: String) -> Int64? {
        guard text.utf8.count <= PricingLimits.decimalDigitsMax,
            text.utf8.allSatisfy({ $0 &- 48 < 10 })
        else { return nil }
        return Int64(text)
    }
}
