import Pricing

/// The writer's state of a tenant's catalog besides the published generation. Guarded by the
/// catalog's lock.
struct TenantState {
    var generation: Generation
    /// Unparsed fields by document id, for parsing in another time zone.
    private var ruleFields: [String: RuleFields] = [:]
    private var rules: [String: ParsedRule] = [:]
    /// All of `rules` in tie order.
    private(set) var ordered: [ParsedRule] = []
    /// Beyond this many changed rules all are sorted again: moving one costs a pass over all.
    private static let rulesMovedMax = 16
    /// When a rule last changed, microseconds since 1970; 0 for never.
    var rulesTime: Int64 = 0
    private(set) var zone: RuleZone
    /// Category and brand keys that some rule uses: a new category or brand outside this set
    /// matches no rule.
    private var ruleKeys: Set<String> = []
    /// Number of rules by product name, for names that are no item ids.
    private var productNames: [String: Int] = [:]

    init(generation: Generation, zone: RuleZone) {
        self.generation = generation
        self.zone = zone
    }

    /// Sets rules, or removes them (nil). Returns the effective edits.
    mutating func set(_ changes: [String: RuleFields?]) -> [RuleEdit] {
        let movesEach = changes.count <= Self.rulesMovedMax
        let edits = changes.map { id, fields in
            ruleFields[id] = fields
            let new = fields.map { DiscountRule.make(from: $0, zone: zone) }
            let edit = RuleEdit(old: rules[id], new: new)
            rules[id] = new
            noteNames(edit)
            if movesEach { move(edit) }
            return edit
        }
        if !movesEach { sort() }
        return edits
    }

    /// Reinterprets every rule's dates in another zone; returns whether a rule changed.
    mutating func set(zone: RuleZone) -> Bool {
        guard zone != self.zone else { return false }
        self.zone = zone
        rules = ruleFields.mapValues { DiscountRule.make(from: $0, zone: zone) }
        sort()
        return !rules.isEmpty
    }

    private mutating func sort() {
        ordered = rules.values.sorted { RuleIdentity.precedes($0.identity, $1.identity) }
    }

    /// Moves an edited rule to its new position in tie order.
    private mutating func move(_ edit: RuleEdit) {
        if let old = edit.old {
            let place = place(of: old.identity)
            precondition(ordered[place].identity.id == old.identity.id)
            ordered.remove(at: place)
        }
        if let new = edit.new { ordered.insert(new, at: place(of: new.identity)) }
    }

    private func place(of identity: RuleIdentity) -> Int {
        ordered.partitionPoint { RuleIdentity.precedes($0.identity, identity) }
    }

    private mutating func noteNames(_ edit: RuleEdit) {
        for name in edit.old?.scope.productIds ?? [] {
            productNames[name] = productNames[name].flatMap { $0 > 1 ? $0 - 1 : nil }
        }
        guard let new = edit.new?.scope else { return }
        for name in new.productIds { productNames[name, default: 0] += 1 }
        // Keys of a removed rule stay until the next full compilation.
        ruleKeys.formUnion(new.categoryNames)
        ruleKeys.formUnion(new.brandKeys)
    }

    /// Whether a rule may name a category, brand or product that is new since `old`.
    func needsCompile(since old: Generation, _ new: Generation) -> Bool {
        if !productNames.isEmpty, productIds(new) != old.pricing.compiled.codes.productIds {
            return true
        }
        let keys =
            new.categories.paths[old.categories.count...].flatMap(\.names)
            + new.brands.keys[old.brands.count...]
        return keys.contains(where: ruleKeys.contains)
    }

    /// The rules compiled incrementally: at `now`, with `edits` since the last compilation.
    mutating func compiled(
        _ edits: [RuleEdit], for rows: Generation, now: Int64
    ) -> CompiledRules {
        let previous = rows.pricing.compiled
        if isCoded(for: rows) {
            return CompiledRules(previous, edits: edits, now: now)
        }
        return compiled(for: rows, now: now)
    }

    /// All rules, compiled from scratch.
    mutating func compiled(for rows: Generation, now: Int64) -> CompiledRules {
        ruleKeys = []
        for rule in ordered {
            ruleKeys.formUnion(rule.scope.categoryNames)
            ruleKeys.formUnion(rule.scope.brandKeys)
        }
        let codes = RuleCodes(
            categories: rows.categories.codes, brands: rows.brands.codesByKey,
            productIds: productIds(rows))
        return CompiledRules(ordered, now: now, codes: codes, previous: rows.pricing.compiled)
    }

    /// Whether the rules were compiled for the codes of `rows`.
    private func isCoded(for rows: Generation) -> Bool {
        let codes = rows.pricing.compiled.codes
        return codes.categories.count == rows.categories.count
            && codes.brands.count == rows.brands.codesByKey.count
            && productIds(rows) == codes.productIds
    }

    /// Product names in rules that are no POS item ids, mapped to the rows' surrogate ids.
    private func productIds(_ rows: Generation) -> [String: Int64] {
        var ids: [String: Int64] = [:]
        for name in productNames.keys {
            let row = Array(name.utf8).withUnsafeBytes { rows.row(id: $0) }
            if let row { ids[name] = rows.itemId(row: row) }
        }
        return ids
    }
}
