import Pricing
import Synchronization

/// The catalog of one tenant in memory: many readers, one writer at a time.
///
/// Readers take ``generation`` and need no lock after that. Writers (commits, rule changes, the
/// clock) take turns and publish whole generations.
public final class TenantCatalog: Sendable {
    public let org: String
    private let state: Mutex<TenantState>
    private let published: Mutex<Generation>
    private let clock: CatalogClock
    private let onPublish: @Sendable (Generation) -> Void

    init(
        org: String, clock: CatalogClock, loaded: Generation? = nil,
        onPublish: @escaping @Sendable (Generation) -> Void
    ) {
        self.org = org
        self.clock = clock
        self.onPublish = onPublish
        let generation = loaded ?? Generation.empty(now: clock.milliseconds())
        state = Mutex(TenantState(generation: generation))
        published = Mutex(generation)
    }

    /// The newest state; any thread.
    public var generation: Generation { published.withLock { $0 } }

    /// Takes a commit's products in.
    func apply(_ edits: [RowEdit]) throws(CatalogError) {
        guard !edits.isEmpty else { return }
        try state.withLock { state throws(CatalogError) in
            let old = state.generation
            var ingest = RowIngest(old)
            try ingest.apply(edits, to: old)
            for entry in ingest.relisted {
                state.list(row: entry.row, group: entry.group)
            }
            publish(ingest, &state)
        }
    }

    /// Takes rules in (or out, with nil) and re-prices what they concern. `time` is when they
    /// changed, microseconds since 1970.
    func set(rules: [String: RuleFields?], at time: Int64) {
        state.withLock { state in
            state.rulesTime = max(state.rulesTime, time)
            state.set(rules)
            reprice(&state)
        }
    }

    /// Reads the rules' dates in another time zone.
    func set(zone: RuleZone) {
        state.withLock { state in
            if state.set(zone: zone) { reprice(&state) }
        }
    }

    /// Re-prices if a rule has started or ended by now. Returns the next instant at which one
    /// will, in milliseconds since 1970.
    func advance() -> Int64? {
        state.withLock { state in
            let now = clock.milliseconds()
            let compiled = state.generation.pricing.compiled
            if let boundary = compiled.nextBoundary(after: compiled.now), boundary <= now {
                reprice(&state)
            }
            let pricing = state.generation.pricing
            return pricing.compiled.nextBoundary(after: pricing.now)
        }
    }

    /// Prices every product anew from nothing, as if all rules had changed.
    public func repriceAll() {
        state.withLock { state in
            let old = state.generation
            let pricing = Self.pricing(&state, old, now: clock.milliseconds())
            let assignments = Repricing(old, pricing.compiled).assignAll(previous: old.assignments)
            publish(old, pricing, assignments, &state)
        }
    }

    /// Rules that changed, by an edit or by the clock: only rows that they can concern are
    /// visited.
    private func reprice(_ state: inout TenantState) {
        let old = state.generation
        let pricing = Self.pricing(&state, old, now: clock.milliseconds())
        let change = pricing.compiled.difference(from: old.pricing.compiled)
        let repricing = Repricing(old, pricing.compiled)
        let assignments = state.rows(in: change.sales).map {
            repricing.reassign(rows: $0, assignments: old.assignments)
        } ?? repricing.assignAll(previous: old.assignments)
        publish(old, pricing, assignments, &state)
    }

    private func publish(
        _ old: Generation, _ pricing: PricingState, _ assignments: [Assignment],
        _ state: inout TenantState
    ) {
        publish(
            Generation(
                version: nextVersion(after: old), segments: old.segments,
                assignments: assignments, pricing: pricing, index: old.index,
                categories: old.categories, brands: old.brands, groups: old.groups,
                activeCount: old.activeCount),
            &state)
    }

    private func publish(_ ingest: RowIngest, _ state: inout TenantState) {
        let old = state.generation
        // New rows first, so that rules which name them find them.
        let unpriced = ingest.unpriced(old)
        let rows = Generation(
            version: nextVersion(after: old), segments: ingest.segments, assignments: unpriced,
            pricing: old.pricing, index: ingest.index, categories: ingest.categories,
            brands: ingest.brands, groups: ingest.groups, activeCount: ingest.activeCount)
        state.generation = rows
        let pricing = needsCompile(state, old, ingest)
            ? Self.pricing(&state, rows, now: old.pricing.now) : old.pricing
        publish(
            Generation(
                version: rows.version, segments: rows.segments,
                assignments: ingest.priced(unpriced, pricing.compiled), pricing: pricing,
                index: rows.index, categories: rows.categories, brands: rows.brands,
                groups: rows.groups, activeCount: rows.activeCount), &state)
    }

    private func publish(_ generation: Generation, _ state: inout TenantState) {
        state.generation = generation
        published.withLock { $0 = generation }
        onPublish(generation)
    }

    /// Whether a rule names something that the catalog has only now.
    private func needsCompile(
        _ state: TenantState, _ old: Generation, _ ingest: RowIngest
    ) -> Bool {
        let keys = ingest.categories.keys[old.categories.count...]
            + ingest.brands.keys[old.brands.count...]
        if keys.contains(where: state.ruleKeys.contains) { return true }
        return state.namesProducts
    }

    private func nextVersion(after old: Generation) -> UInt64 {
        max(old.version + 1, UInt64(max(0, clock.milliseconds())) * 1000)
    }

    private static func pricing(
        _ state: inout TenantState, _ generation: Generation, now: Int64
    ) -> PricingState {
        let codes = RuleCodes(
            categories: generation.categories.codesByKey.mapValues { UInt16($0) },
            brands: generation.brands.codesByKey, productIds: state.productIds())
        return PricingState(
            rules: state.sortedRules, rulesTime: state.rulesTime, now: now, codes: codes,
            previous: generation.pricing)
    }
}

extension Generation {
    /// A catalog of nothing. Version 0 is the one that no reader holds.
    static func empty(now: Int64) -> Generation {
        Generation(
            version: 0, segments: [], assignments: [],
            pricing: PricingState(
                rules: [], rulesTime: 0, now: now,
                codes: RuleCodes(categories: [:], brands: [:]), previous: nil),
            index: ProductIndex(capacity: 1024), categories: CodeTable(key: CategoryName.key),
            brands: CodeTable(key: BrandName.key), groups: RuleGroups(), activeCount: 0)
    }
}
