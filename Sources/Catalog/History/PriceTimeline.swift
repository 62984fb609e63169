import Pricing

/// A product's price history, computed from its records; pure.
public struct PriceTimeline: Equatable, Sendable {
    /// A change of the base price or of the sale price.
    public struct Change: Equatable, Sendable {
        public enum Reason: String, Sendable {
            /// A sync changed the base price, the category or the brand.
            case sync
            /// A write other than a sync changed the product.
            case write
            /// A rule was created, changed or deleted.
            case rule
            /// A rule started or ended by the clock.
            case clock
        }

        /// Microseconds since 1970.
        public let time: Int64
        /// Cents; 0 is no price.
        public let baseBefore: Int64
        public let baseAfter: Int64
        public let priceBefore: Int64
        public let priceAfter: Int64
        public let reason: Reason
        /// The rule applied after the change, otherwise the one before.
        public let rule: RuleIdentity?
    }

    /// Oldest first.
    public internal(set) var changes: [Change] = []
    /// The history is complete from here on; microseconds since 1970.
    public let exactSince: Int64
    /// What the product costs at the end.
    public let base: Int64
    public let price: Int64
}

/// The records of one product.
struct PriceHistory {
    /// The current product.
    let product: PricingInput
    /// Microseconds since 1970.
    let createdAt: Int64
    /// Newest first.
    let baseChanges: [BaseChange]
    /// The current rules, by document id.
    let rules: [String: ParsedRule]
    /// Oldest first; the rule before its change, nil where it did not exist.
    let ruleChanges: [(time: Int64, id: String, before: ParsedRule?)]
    /// Changes of rules are known from here on; microseconds since 1970.
    let rulesKnownSince: Int64

    /// A value and the time from which it held.
    private struct Span<Value> {
        let start: Int64
        let value: Value
    }

    /// The changes up to `now`, microseconds since 1970.
    func timeline(now: Int64) -> PriceTimeline {
        let products = productSpans()
        let versions = ruleSpans(concerning: products.map(\.value))
        var since = max(createdAt, rulesKnownSince)
        if baseChanges.count >= CatalogLimits.baseChangesMax, let oldest = baseChanges.last {
            since = max(since, oldest.time)
        }
        var before = price(at: since, products, versions)
        var changes: [PriceTimeline.Change] = []
        for instant in instants(versions) where instant > since && instant <= now {
            let after = price(at: instant, products, versions)
            if before.base != after.base || before.price != after.price {
                changes.append(change(at: instant, before, after))
            }
            before = after
        }
        return PriceTimeline(
            changes: changes, exactSince: since, base: before.base, price: before.price)
    }

    /// The product's states, newest first; the last one has no beginning.
    private func productSpans() -> [Span<PricingInput>] {
        var spans: [Span<PricingInput>] = []
        var product = product
        for change in baseChanges {
            spans.append(Span(start: change.time, value: product))
            product.base = Int64(change.price)
            if let key = change.categoryKey { product.categoryKey = key }
            if let key = change.brandKey { product.brandKey = key }
        }
        return spans + [Span(start: .min, value: product)]
    }

    /// The versions of each rule that ever matched the product, newest first.
    private func ruleSpans(
        concerning products: [PricingInput]
    ) -> [[Span<ParsedRule?>]] {
        var spans: [String: [Span<ParsedRule?>]] = [:]
        var current: [String: ParsedRule] = rules
        for change in ruleChanges.reversed() {
            spans[change.id, default: []].append(
                Span(start: change.time, value: current[change.id]))
            current[change.id] = change.before
        }
        for id in Set(spans.keys).union(current.keys) {
            spans[id, default: []].append(Span(start: .min, value: current[id]))
        }
        return spans.values.filter { versions in
            versions.contains { version in
                guard let rule = version.value else { return false }
                return products.contains { rule.scope.names($0) }
            }
        }
    }

    /// Every moment at which the price could have changed, in order.
    private func instants(_ rules: [[Span<ParsedRule?>]]) -> [Int64] {
        var instants = Set(baseChanges.map(\.time))
        for versions in rules {
            var end = Int64.max
            for version in versions {
                if version.start != .min { instants.insert(version.start) }
                if case .rule(let rule)? = version.value, rule.isActive {
                    for boundary in [rule.startMs, rule.endMs].compactMap(\.self) {
                        let time = boundary.clampedMicroseconds
                        if time >= version.start, time < end { instants.insert(time) }
                    }
                }
                end = version.start
            }
        }
        return instants.sorted()
    }

    private struct Price {
        let base: Int64
        let price: Int64
        let rule: RuleIdentity?
    }

    private func price(
        at time: Int64, _ products: [Span<PricingInput>], _ rules: [[Span<ParsedRule?>]]
    ) -> Price {
        let product = products.first { $0.start <= time }?.value ?? product
        let versions = rules.compactMap { $0.first { $0.start <= time }?.value }
        let applied = PriceExplanation.explain(product, rules: versions, now: time / 1000)
            .first { $0.outcome == .applied }
        return Price(
            base: product.base, price: applied?.salePrice ?? product.base, rule: applied?.identity)
    }

    private func change(
        at time: Int64, _ before: Price, _ after: Price
    ) -> PriceTimeline.Change {
        let reason: PriceTimeline.Change.Reason
        if let change = baseChanges.first(where: { $0.time == time }) {
            reason = change.isBySync ? .sync : .write
        } else {
            reason = ruleChanges.contains { $0.time == time } ? .rule : .clock
        }
        return PriceTimeline.Change(
            time: time, baseBefore: before.base, baseAfter: after.base,
            priceBefore: before.price, priceAfter: after.price, reason: reason,
            rule: after.rule ?? before.rule)
    }
}
