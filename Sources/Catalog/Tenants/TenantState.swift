import Ordering
import Pricing

/// The writer's state of a tenant's catalog besides the published generation. Guarded by the
/// catalog's lock.
struct TenantState {
    var generation: Generation
    /// Unparsed fields by document id, for parsing in another time zone.
    private(set) var ruleFields: [String: RuleFields] = [:]
    private var rules: [String: ParsedRule] = [:]
    /// All of `rules` in tie order.
    private(set) var ordered: [ParsedRule] = []
    /// Beyond this many changed rules all are sorted again: moving one costs a pass over all.
    private static let rulesMovedMax = 16
    /// When a rule last changed, microseconds since 1970; 0 for never.
    var rulesTime: Int64 = 0
    private(set) var context: RuleContext
    /// Category and brand keys that some rule uses: a new category or brand outside this set
    /// matches no rule.
    private var ruleKeys: Set<String> = []
    /// The same of locations.
    private var ruleStores: Set<String> = []
    /// The products that rules name, including those of removed rules until the next full
    /// compilation.
    private(set) var products: ReferencedProducts
    /// Of a store: its tenant's products, by which what rules name is found; set while it may be.
    var naming: Generation?
    /// Number of rules by code of their references, and number of references without a rule.
    private var referenceUses: [Int32] = []
    private var unusedCount = 0

    init(generation: Generation, context: RuleContext, isOfStore: Bool) {
        products = ReferencedProducts(isOfStore: isOfStore)
        self.generation = generation
        self.context = context
    }

    var zone: RuleZone { context.zone }

    /// Sets rules, or removes them (nil). Returns the effective edits.
    mutating func set(_ changes: [String: RuleFields?]) -> [RuleEdit] {
        let movesEach = changes.count <= Self.rulesMovedMax
        let edits = changes.map { id, fields in
            ruleFields[id] = fields
            let new = fields.map { context.parsed($0) }
            let edit = RuleEdit(old: rules[id], new: new)
            rules[id] = new
            noteNames(edit)
            if movesEach { move(edit) }
            return edit
        }
        if !movesEach { sort() }
        return edits
    }

    /// Whether rules say something else in another context.
    func changesRules(_ context: RuleContext) -> Bool {
        guard context != self.context else { return false }
        if context.zone != self.context.zone { return !ordered.isEmpty }
        return ruleFields.values.contains {
            $0.locationIds != nil && context.parsed($0) != rules[$0.id]
        }
    }

    /// Reinterprets every rule in another context; returns whether a rule changed.
    mutating func set(_ context: RuleContext) -> Bool {
        let isOther = changesRules(context)
        self.context = context
        guard isOther else { return false }
        rules = ruleFields.mapValues { context.parsed($0) }
        sort()
        return true
    }

    private mutating func sort() {
        ordered = rules.values.sorted { RuleIdentity.precedes($0.identity, $1.identity) }
    }

    /// Moves an edited rule to its new position in tie order.
    private mutating func move(_ edit: RuleEdit) {
        if let old = edit.old {
            let index = index(of: old.identity)
            precondition(ordered[index].identity.id == old.identity.id)
            ordered.remove(at: index)
        }
        if let new = edit.new { ordered.insert(new, at: index(of: new.identity)) }
    }

    private func index(of identity: RuleIdentity) -> Int {
        ordered.partitionPoint { RuleIdentity.precedes($0.identity, identity) }
    }

    /// Traps where the lists of rules do not agree.
    func checkInvariants() {
        precondition(
            ordered.count == rules.count && ruleFields.count == rules.count,
            "every rule is kept as stored, parsed and in order")
        precondition(
            unusedCount >= 0 && unusedCount <= referenceUses.count,
            "references that no rule makes are some of all")
        for uses in referenceUses.prefix(512) {
            precondition(uses >= 0, "no rule takes a reference back that it did not make")
        }
        for (rule, next) in zip(ordered, ordered.dropFirst()).prefix(512) {
            precondition(
                !RuleIdentity.precedes(next.identity, rule.identity), "rules are in tie order")
        }
    }

    private mutating func noteNames(_ edit: RuleEdit) {
        for reference in edit.old?.scope.products ?? [] {
            guard let code = products.codes.code(of: reference) else { continue }
            referenceUses[Int(code)] -= 1
            if referenceUses[Int(code)] == 0 { unusedCount += 1 }
        }
        guard let new = edit.new?.scope else { return }
        for reference in new.products { use(reference, in: generation) }
        // Keys of a removed rule stay until the next full compilation.
        ruleKeys.formUnion(new.categoryNames)
        ruleKeys.formUnion(new.brandKeys)
        ruleStores.formUnion(new.locationIds ?? [])
    }

    private mutating func use(_ reference: ProductReference, in rows: Generation) {
        let code = Int(products.add(reference, in: rows, naming: naming))
        if code == referenceUses.count {
            referenceUses.append(0)
        } else if referenceUses[code] == 0 {
            unusedCount -= 1
        }
        referenceUses[code] += 1
    }

    /// Resolves the products that the rules name after a commit; see ``ReferencedProducts``.
    mutating func updateProducts(
        _ edits: [RowEdit], _ rows: Generation, changedRows: [Int], naming: Generation?
    ) -> [Int] {
        products.update(
            edits, rows, changedRows: changedRows, naming: naming)
    }

    /// Whether a rule may name a category, brand or location that is new since `old`.
    func needsCompile(since old: Generation, _ new: Generation) -> Bool {
        let keys =
            new.categories.paths[old.categories.count...].flatMap(\.names)
            + new.brands.keys[old.brands.count...]
        return keys.contains(where: ruleKeys.contains)
            || new.stores.ids[old.stores.count...].contains(where: ruleStores.contains)
    }

    /// The rules compiled incrementally: at `now`, with `edits` since the last compilation.
    mutating func compiled(
        _ edits: [RuleEdit], for rows: Generation, now: Int64
    ) -> CompiledRules {
        let previous = rows.pricing.compiled
        if isCoded(for: rows) {
            return CompiledRules(previous, edits: edits, now: now, products: products.codes)
        }
        return compiled(for: rows, now: now)
    }

    /// All rules, compiled from scratch.
    mutating func compiled(for rows: Generation, now: Int64) -> CompiledRules {
        (ruleKeys, ruleStores) = ([], [])
        for rule in ordered {
            ruleKeys.formUnion(rule.scope.categoryNames)
            ruleKeys.formUnion(rule.scope.brandKeys)
            ruleStores.formUnion(rule.scope.locationIds ?? [])
        }
        products = products.emptied
        (referenceUses, unusedCount) = ([], 0)
        for rule in ordered {
            for reference in rule.scope.products { use(reference, in: rows) }
        }
        let codes = RuleCodes(
            categories: rows.categories.codes, brands: rows.brands.codesByKey,
            products: products.codes, stores: rows.stores.codes)
        return CompiledRules(ordered, now: now, codes: codes, previous: rows.pricing.compiled)
    }

    /// Whether the rules were compiled for the codes of `rows`, and few codes are unused.
    private func isCoded(for rows: Generation) -> Bool {
        let codes = rows.pricing.compiled.codes
        return codes.categories.count == rows.categories.count
            && codes.brands.count == rows.brands.codesByKey.count
            && codes.stores.count == rows.stores.codes.count
            && unusedCount <= max(CatalogLimits.unusedReferencesMax, referenceUses.count / 2)
    }
}
