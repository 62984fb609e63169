import Pricing

/// What the one writer of a tenant's catalog keeps besides the generation that readers see.
struct TenantState {
    var generation: Generation
    /// As stored, by document id: parsed anew when the time zone changes.
    private var ruleFields: [String: RuleFields] = [:]
    private var rules: [String: ParsedRule] = [:]
    /// All of `rules` in tie order.
    private(set) var ordered: [ParsedRule] = []
    /// Past so many rules at once they are sorted anew: moving each costs a look at all.
    private static let rulesMovedMax = 16
    /// When a rule last changed, microseconds since 1970; 0 for never.
    var rulesTime: Int64 = 0
    private(set) var zone: RuleZone
    /// Keys and names that some rule uses: a new category or brand outside them matches none.
    private var ruleKeys: Set<String> = []
    /// The products that rules name; of rules that have gone too, until all are compiled anew.
    private(set) var products = ReferencedProducts()
    /// How many rules make each reference, by its code, and how many references none makes.
    private var referenceUses: [Int32] = []
    private var unusedCount = 0

    init(generation: Generation, zone: RuleZone) {
        self.generation = generation
        self.zone = zone
    }

    /// Takes rules in, or out with nil. Returns what that changes.
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

    /// Reads every rule's dates in another zone; whether that is a change.
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

    /// Puts a rule in its place among the ordered ones, in the place of its former self.
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
        for reference in edit.old?.scope.products ?? [] {
            guard let code = products.codes.code(of: reference) else { continue }
            referenceUses[Int(code)] -= 1
            if referenceUses[Int(code)] == 0 { unusedCount += 1 }
        }
        guard let new = edit.new?.scope else { return }
        for reference in new.products { use(reference, in: generation) }
        // Keys of a rule that has gone stay until all are compiled anew.
        ruleKeys.formUnion(new.categoryNames)
        ruleKeys.formUnion(new.brandKeys)
    }

    private mutating func use(_ reference: ProductReference, in rows: Generation) {
        let code = Int(products.add(reference, in: rows))
        if code == referenceUses.count {
            referenceUses.append(0)
        } else if referenceUses[code] == 0 {
            unusedCount -= 1
        }
        referenceUses[code] += 1
    }

    /// Looks up which products the rules name after a commit; see ``ReferencedProducts``.
    mutating func updateProducts(_ edits: [RowEdit], _ rows: Generation, changedRows: [Int])
        -> [Int]
    {
        products.update(
            edits, rows, changedRows: changedRows,
            hasNewPrefix: rows.idPrefixes.count != generation.idPrefixes.count)
    }

    /// Whether a rule may name something that the catalog has only since `old`.
    func needsCompile(since old: Generation, _ new: Generation) -> Bool {
        let keys =
            new.categories.paths[old.categories.count...].flatMap(\.names)
            + new.brands.keys[old.brands.count...]
        return keys.contains(where: ruleKeys.contains)
    }

    /// The rules as they are by `now`, and by `edits` since they were last compiled.
    mutating func compiled(
        _ edits: [RuleEdit], for rows: Generation, now: Int64
    ) -> CompiledRules {
        let previous = rows.pricing.compiled
        if isCoded(for: rows) {
            return CompiledRules(previous, edits: edits, now: now, products: products.codes)
        }
        return compiled(for: rows, now: now)
    }

    /// All rules, compiled anew.
    mutating func compiled(for rows: Generation, now: Int64) -> CompiledRules {
        ruleKeys = []
        for rule in ordered {
            ruleKeys.formUnion(rule.scope.categoryNames)
            ruleKeys.formUnion(rule.scope.brandKeys)
        }
        products = products.emptied
        (referenceUses, unusedCount) = ([], 0)
        for rule in ordered {
            for reference in rule.scope.products { use(reference, in: rows) }
        }
        let codes = RuleCodes(
            categories: rows.categories.codes, brands: rows.brands.codesByKey,
            products: products.codes)
        return CompiledRules(ordered, now: now, codes: codes, previous: rows.pricing.compiled)
    }

    /// Whether the codes that the rules were compiled for are those of `rows` still, and few of
    /// them for nothing.
    private func isCoded(for rows: Generation) -> Bool {
        let codes = rows.pricing.compiled.codes
        return codes.categories.count == rows.categories.count
            && codes.brands.count == rows.brands.codesByKey.count
            && unusedCount <= max(CatalogLimits.unusedReferencesMax, referenceUses.count / 2)
    }
}
