import Decimals
import TextForms

/// The result of validating a rule's fields: a rule or a rejection.
public enum ParsedRule: Sendable, Equatable {
    case rule(DiscountRule)
    case rejected(RejectedRule)

    public var identity: RuleIdentity {
        switch self {
        case .rule(let rule): rule.identity
        case .rejected(let rule): rule.identity
        }
    }

    public var scope: RuleScope {
        switch self {
        case .rule(let rule): rule.scope
        case .rejected(let rule): rule.scope
        }
    }

    /// The rule, unless it was rejected.
    var accepted: DiscountRule? {
        guard case .rule(let rule) = self else { return nil }
        return rule
    }

    /// The rule, if it was accepted and does that at `now`.
    func rule(_ disposition: RuleState, at now: Int64) -> DiscountRule? {
        accepted.flatMap { $0.disposition(now: now) == disposition ? $0 : nil }
    }

    /// The state of the rule at `now`, in milliseconds since 1970.
    public func disposition(now: Int64) -> RuleState {
        switch self {
        case .rule(let rule): rule.disposition(now: now)
        case .rejected: .rejected
        }
    }
}

extension DiscountRule {
    /// Checks a rule's fields (Protocol/pricing.md, Rules). Zoneless dates are read in `zone`.
    ///
    /// - Parameter locations: all of the tenant's; empty where they are not known.
    public static func make(
        from fields: RuleFields, zone: RuleZone, locations: [String] = []
    ) -> ParsedRule {
        let identity = RuleIdentity(
            id: fields.id, posId: present(fields.posId), name: present(fields.name),
            priority: present(fields.priority))
        let scope = RuleScope(
            categories: fields.categories, brands: fields.brands, products: fields.products,
            productPrefix: fields.productPrefix, isStoreWide: fields.storeWide ?? false,
            isDecoded: fields.isDecoded,
            locationIds: RuleScope.holding(at: fields.locationIds, among: locations))
        do throws(RuleRejection) {
            return .rule(try checked(fields, identity, scope, zone))
        } catch {
            return .rejected(
                RejectedRule(
                    identity: identity, scope: scope, reason: error,
                    field: fields.posRejectedField ?? fields.unreadable ?? error.field))
        }
    }

    private static func checked(
        _ fields: RuleFields, _ identity: RuleIdentity, _ scope: RuleScope, _ zone: RuleZone
    ) throws(RuleRejection) -> DiscountRule {
        if let reason = fields.posRejection { throw reason }
        if fields.unreadable != nil { throw .fieldUnreadable }
        if let priority = present(fields.priority),
            DecimalNumber(text: priority)?.scaled(0) == nil
        {
            throw .priorityUnreadable
        }
        let start = try date(fields.startDate, .startUnreadable)
        let end = try date(fields.endDate, .endUnreadable)
        let customerTypes = try customerTypes(fields.customerTypes)
        return DiscountRule(
            identity: identity, kind: try kind(fields.kind, present(fields.value)),
            isActive: fields.active ?? false, startMs: start?.startMs(in: zone),
            endMs: end?.endMs(in: zone), scope: scope, minQty: try quantity(fields.minQty),
            minTotalCents: try total(fields.minTotal), customerTypes: customerTypes,
            badgeText: present(fields.badgeText), updateTime: fields.updateTime)
    }

    private static func kind(
        _ name: String?, _ value: String?
    ) throws(RuleRejection) -> DiscountKind {
        switch present(name)?.lowercased() {
        case "percent": return .percent(try percent(value))
        case "amount": return .amount(try money(value, atLeast: 1))
        case "fixed_price": return .fixedPrice(try money(value, atLeast: 0))
        case "bogo":
            let isWhole = value == nil || value.flatMap { exactPercent($0) } == 0
            return .bogo(isWhole ? PricingLimits.percentUnitsMax : try percent(value))
        default: throw .kindUnknown
        }
    }

    private static func percent(_ value: String?) throws(RuleRejection) -> Int64 {
        guard let value else { throw .valueMissing }
        guard DecimalNumber(text: value) != nil else { throw .valueUnreadable }
        guard let exact = exactPercent(value), exact > 0, exact <= exactPercentMax,
            let units = DecimalNumber(text: value)?.scaled(PricingLimits.percentDecimals),
            units > 0
        else { throw .valueOutOfRange }
        return units
    }

    private static func money(
        _ value: String?, atLeast minimum: Int64
    ) throws(RuleRejection) -> Int64 {
        guard let value else { throw .valueMissing }
        guard DecimalNumber(text: value) != nil else { throw .valueUnreadable }
        guard let cents = Money.cents(value), cents >= minimum else { throw .valueOutOfRange }
        return cents
    }

    /// An unreadable condition must not be dropped: the rule would apply to everyone.
    private static func quantity(_ text: String?) throws(RuleRejection) -> Int64 {
        guard let text = present(text) else { return 1 }
        guard let tenThousandths = DecimalNumber(text: text)?.scaled(4) else {
            throw .minQtyUnreadable
        }
        if isNegative(text) { throw .minQtyNegative }
        // 1.5 units are 2.
        return tenThousandths <= 10_000 ? 1 : (tenThousandths - 1) / 10_000 + 1
    }

    private static func total(_ text: String?) throws(RuleRejection) -> Int64 {
        guard let text = present(text) else { return 0 }
        guard let cents = DecimalNumber(text: text)?.scaled(2) else { throw .minTotalUnreadable }
        if isNegative(text) { throw .minTotalNegative }
        return cents
    }

    /// Also of a number that is rounded to 0; zero has no sign.
    private static func isNegative(_ text: String) -> Bool {
        text.hasPrefix("-")
            && text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
                .contains { (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0) }
    }

    /// The customer types that the rule is for. Rejected if names are given and none can be read:
    /// that must not mean everybody.
    private static func customerTypes(_ texts: [String]) throws(RuleRejection) -> [String] {
        let types = texts.compactMap(\.nonBlank)
        if types.isEmpty, !texts.isEmpty { throw .customerTypesUnreadable }
        return types
    }

    private static func date(
        _ text: String?, _ rejection: RuleRejection
    ) throws(RuleRejection) -> RuleDate? {
        guard let text = present(text) else { return nil }
        guard let date = RuleDate(text) else { throw rejection }
        return date
    }

    /// Fine enough that no percent above 100 rounds down to it.
    private static func exactPercent(_ text: String) -> Int64? {
        DecimalNumber(text: text)?.scaled(12)
    }

    private static let exactPercentMax: Int64 = 100_000_000_000_000

    private static func present(_ text: String?) -> String? {
        text?.nonBlank
    }
}
