import Catalog
import Decimals
import MirrorMessages
import Pricing

// Conversion of the catalog's values to messages of posmirror.v1.Menu.

extension Facet {
    init(_ facet: MenuFacet) {
        self.init()
        field = facet.field
        counts = facet.counts.map { entry in
            var count = FacetCount()
            count.value = entry.value
            count.count = Int64(entry.count)
            return count
        }
    }
}

extension MirrorMessages.RuleOutcome {
    init(_ explanation: RuleExplanation) {
        self.init()
        ruleId = explanation.identity.id
        discountId = explanation.identity.discountId
        name = explanation.identity.name
        level = explanation.level?.name ?? ""
        priceCents = explanation.salePrice
        detail = explanation.text
        outcome =
            switch explanation.outcome {
            case .notActive, .notStarted, .ended: "not_live"
            case .applied, .conditional, .lowerLevel, .lowerPriority, .noSaving, .rejected,
                .unscoped, .otherStore:
                explanation.outcome.rawValue
            }
    }
}

extension DiscountInfo {
    init(_ rule: ParsedRule, _ state: RuleState, _ onSale: Int) {
        self.init()
        let identity = rule.identity
        id = identity.id
        discountId = identity.discountId
        name = identity.name
        priority = identity.priority
        self.state = state == .notActive ? "inactive" : state.rawValue
        productsOnSale = Int64(onSale)
        categories = rule.scope.categories
        brands = rule.scope.brandKeys
        storeWide = rule.scope.isStoreWide
        products = rule.scope.products.map(\.text)
        switch rule {
        case .rejected(let rejected):
            detail = rejected.text
        case .rule(let rule):
            (discountType, discountValue) = Self.value(rule.kind)
            badgeText = rule.badge
            startsAt = rule.startMs.map { WireTimestamp(milliseconds: $0) }
            endsAt = rule.endMs.map { WireTimestamp(milliseconds: $0) }
            detail = Self.detail(rule, state)
        }
    }

    private static func value(_ kind: DiscountKind) -> (type: String, value: String) {
        switch kind {
        case .percent(let units): ("percent", DecimalNumber.text(units, scale: 4))
        case .amount(let cents): ("amount", Money.text(cents))
        case .fixedPrice(let cents): ("fixed_price", Money.text(cents))
        case .bogo(let units): ("bogo", DecimalNumber.text(units, scale: 4))
        }
    }

    private static func detail(_ rule: DiscountRule, _ state: RuleState) -> String {
        switch state {
        case .unscoped: return "\(rule.scope.emptyText), so it matches nothing"
        case .conditional:
            var parts: [String] = []
            if rule.minQty > 1 { parts.append("\(rule.minQty) or more units") }
            if rule.minTotalCents > 0 {
                parts.append("a basket of $\(Money.text(rule.minTotalCents)) or more")
            }
            if !rule.customerTypes.isEmpty {
                parts.append(rule.customerTypes.joined(separator: ", "))
            }
            return "needs " + parts.joined(separator: " and ")
        case .live, .notActive, .notStarted, .ended, .rejected: return ""
        }
    }
}
