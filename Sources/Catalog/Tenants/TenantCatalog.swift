import Pricing
import StatusCodes
import Synchronization

/// The catalog of one tenant, or of one of its stores, in memory: many readers, one writer at a
/// time (multiversion).
///
/// Readers load ``generation`` and need no lock after that. Writers (commits, rule changes, the
/// clock) are serialised by a lock and publish whole generations.
public final class TenantCatalog: Sendable {
    public let org: String
    /// The store's location; empty for the tenant's own catalog.
    public let location: String
    private let state: Mutex<TenantState>
    private let published: Mutex<Generation>
    private let clock: CatalogClock
    /// Of a store's catalog that of its tenant: by it is told which product a rule names.
    private let naming: TenantCatalog?
    private let onPublish: @Sendable (Generation) -> Void

    init(
        org: String, location: String = "", clock: CatalogClock, context: RuleContext,
        loaded: Generation? = nil, naming: TenantCatalog? = nil,
        onPublish: @escaping @Sendable (Generation) -> Void
    ) {
        self.org = org
        self.location = location
        self.clock = clock
        self.naming = naming
        self.onPublish = onPublish
        let now = clock.milliseconds()
        let generation = Generation.ruleless(
            loaded.map { RowTable($0) } ?? RowTable(org: org), version: loaded?.version ?? 0,
            now: now, today: context.zone.localDay(milliseconds: now))
        state = Mutex(
            TenantState(generation: generation, context: context, isOfStore: naming != nil))
        published = Mutex(generation)
    }

    /// The current generation; any thread.
    public var generation: Generation { published.withLock { $0 } }

    /// Applies a commit's changes of products.
    ///
    /// - Parameter all: of a store's catalog, the tenant's, by which rules may name other products.
    func apply(_ edits: [RowEdit], besides all: [RowEdit] = []) throws(Status) {
        guard !edits.isEmpty else { return rename(all) }
        try state.withLock { state throws(Status) in
            // Apply rule boundaries that passed before this commit first; otherwise its products
            // would change again later with the same update time.
            advanceRules(&state, to: clock.milliseconds())
            let old = state.generation
            var ingest = RowIngest(old)
            try ingest.apply(edits, to: old)
            let rows = ingest.generation(after: old)
            let moved = state.updateProducts(
                all.isEmpty ? edits : all, rows, changedRows: ingest.changedRows,
                naming: naming?.generation)
            state.naming = naming?.generation
            defer { state.naming = nil }
            let compiled =
                state.needsCompile(since: old, rows)
                ? state.compiled(for: rows, now: old.pricing.now) : old.pricing.compiled
            let assignment = Assignment(
                rows, compiled, state.products, previous: old.assignment,
                changedRows: ingest.changedRows + moved, changedGroups: ingest.changedGroups)
            publish(rows, compiled, assignment, &state)
        }
    }

    /// Resolves again what rules name, after changes of products that are not this store's.
    private func rename(_ all: [RowEdit]) {
        guard !all.isEmpty, let naming else { return }
        state.withLock { state in
            let rows = state.generation
            let moved = state.updateProducts(
                all, rows, changedRows: [], naming: naming.generation)
            guard !moved.isEmpty else { return }
            let assignment = Assignment(
                rows, rows.pricing.compiled, state.products, previous: rows.assignment,
                changedRows: moved)
            publish(rows, rows.pricing.compiled, assignment, &state)
        }
    }

    /// Sets rules, or removes them (nil), and re-prices the affected rows. `time` is the commit
    /// time, microseconds since 1970.
    func set(rules: [String: RuleFields?], at time: Int64) {
        state.withLock { state in
            state.rulesTime = max(state.rulesTime, time)
            state.naming = naming?.generation
            defer { state.naming = nil }
            let edits = state.set(rules)
            let now = clock.milliseconds()
            reprice(state.compiled(edits, for: state.generation, now: now), &state)
        }
    }

    /// The unchecked fields of all rules, and when one last changed.
    var rules: (fields: [String: RuleFields], time: Int64) {
        state.withLock { ($0.ruleFields, $0.rulesTime) }
    }

    /// Whether ``set(_:at:)`` would change a rule.
    func changesRules(_ context: RuleContext) -> Bool {
        state.withLock { $0.changesRules(context) }
    }

    /// Reinterprets the rules in another context. `time` is when it changed, microseconds since
    /// 1970.
    func set(_ context: RuleContext, at time: Int64) {
        state.withLock { state in
            let hasOtherDays = context.zone != state.zone
            let hasOtherRules = state.set(context)
            if hasOtherRules { state.rulesTime = max(state.rulesTime, time) }
            guard hasOtherDays || hasOtherRules else { return }
            state.naming = naming?.generation
            defer { state.naming = nil }
            let compiled = state.compiled(for: state.generation, now: clock.milliseconds())
            reprice(compiled, &state)
        }
    }

    /// Re-prices if a rule has started or ended by now, or a local day has begun. Returns the next
    /// such boundary, in milliseconds since 1970.
    func advance() -> Int64 {
        state.withLock { state in
            advanceRules(&state, to: clock.milliseconds())
            let pricing = state.generation.pricing
            let tomorrow = state.zone.milliseconds(ofDay: pricing.today + 1)
            return min(tomorrow, pricing.compiled.nextBoundary(after: pricing.now) ?? .max)
        }
    }

    /// Re-prices if at `now`, milliseconds since 1970, other rules are live than in the current
    /// generation, or the local day is another one, which changes the expiry fields.
    ///
    /// The clock may have been set back: then a rule that started or ended in what turned out to
    /// be a wrong future is judged again, as is the day.
    private func advanceRules(_ state: inout TenantState, to now: Int64) {
        let pricing = state.generation.pricing
        let next = pricing.compiled.nextBoundary(after: pricing.now) ?? .max
        let last = pricing.compiled.lastBoundary ?? .min
        let isAnotherDay = state.zone.localDay(milliseconds: now) != pricing.today
        guard isAnotherDay || now >= next || now < last else { return }
        state.naming = naming?.generation
        defer { state.naming = nil }
        reprice(state.compiled([], for: state.generation, now: now), &state)
    }

    private func reprice(_ compiled: CompiledRules, _ state: inout TenantState) {
        let old = state.generation
        let assignment = Assignment(old, compiled, state.products, previous: old.assignment)
        publish(old, compiled, assignment, &state)
    }

    /// Publishes the rows of `rows` under these rules.
    private func publish(
        _ rows: Generation, _ compiled: CompiledRules, _ assignment: Assignment,
        _ state: inout TenantState
    ) {
        let known = rows.pricing
        let isKnown = known.compiled === compiled && known.rulesTime == state.rulesTime
        let pricing =
            isKnown
            ? known
            : PricingState(
                rules: state.ordered, rulesTime: state.rulesTime, compiled: compiled,
                today: state.zone.localDay(milliseconds: compiled.now), previous: known)
        let generation = Generation(
            version: nextVersion(after: state.generation), rows: RowTable(rows),
            assignment: assignment, pricing: pricing, products: state.products)
        precondition(generation.version > state.generation.version, "versions rise")
        #if DEBUG
            generation.checkInvariants()
            state.checkInvariants()
        #endif
        state.generation = generation
        published.withLock { $0 = generation }
        onPublish(generation)
    }

    private func nextVersion(after old: Generation) -> UInt64 {
        max(old.version + 1, UInt64(max(0, clock.milliseconds())) * 1000)
    }
}

extension Generation {
    /// Rows without rules on the local day `today`, by default that of UTC. No reader ever holds
    /// version 0.
    static func ruleless(
        _ rows: RowTable, version: UInt64, now: Int64, today: Int64? = nil
    ) -> Generation {
        let compiled = CompiledRules(
            [], now: now, codes: RuleCodes(categories: CategoryCodes(), brands: [:]))
        return Generation(
            version: version, rows: rows, assignment: Assignment(compiled),
            pricing: PricingState(
                rules: [], rulesTime: 0, compiled: compiled,
                today: today ?? RuleZone.utc.localDay(milliseconds: now), previous: nil),
            products: ReferencedProducts())
    }
}
