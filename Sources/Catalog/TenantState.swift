import Pricing

/// What the one writer of a tenant's catalog keeps besides the generation that readers see.
struct TenantState {
    var generation: Generation
    /// As stored, by document id: parsed anew when the time zone changes.
    var ruleFields: [String: RuleFields] = [:]
    var rules: [String: ParsedRule] = [:]
    var zone: RuleZone = .utc
    /// Keys that some rule names: a new category or brand outside them cannot match a rule.
    var ruleKeys: Set<String> = []
    /// Rows by category and brand code, so that a changed rule visits only what it can concern. A
    /// row that changed its category stays listed under the old one too, which costs a visit and
    /// changes nothing.
    var categoryRows: [[UInt32]] = []
    var brandRows: [[UInt32]] = []

    init(generation: Generation) { self.generation = generation }

    /// Lists a row under its codes.
    mutating func list(row: Int, category: UInt16, brand: UInt32) {
        Self.list(row, Int(category), in: &categoryRows)
        Self.list(row, Int(brand), in: &brandRows)
    }

    private static func list(_ row: Int, _ code: Int, in lists: inout [[UInt32]]) {
        // Code 0 is no name; no rule can mean it.
        guard code > 0 else { return }
        while lists.count <= code { lists.append([]) }
        lists[code].append(UInt32(row))
    }

    /// Takes a rule in, or out with nil.
    mutating func set(_ fields: RuleFields?, rule id: String) {
        ruleFields[id] = fields
        rules[id] = fields.map { DiscountRule.make(from: $0, zone: zone) }
    }

    /// Reads every rule's dates in another zone; whether that is a change.
    mutating func set(zone: RuleZone) -> Bool {
        guard zone != self.zone else { return false }
        self.zone = zone
        rules = ruleFields.mapValues { DiscountRule.make(from: $0, zone: zone) }
        return true
    }

    /// The rules in the order of their document ids, so that equal sets compile alike.
    var sortedRules: [ParsedRule] {
        rules.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func noteRuleKeys() {
        ruleKeys = []
        for rule in rules.values {
            ruleKeys.formUnion(rule.scope.categoryKeys)
            ruleKeys.formUnion(rule.scope.brandKeys)
        }
    }

    /// Product names in rules that are no POS item ids, mapped to the rows' stand-in ids.
    func productIds() -> [String: Int64] {
        var ids: [String: Int64] = [:]
        for rule in rules.values {
            for name in rule.scope.productIds where ids[name] == nil {
                let row = Array(name.utf8).withUnsafeBytes { generation.row(id: $0) }
                if let row { ids[name] = generation.itemId(row: row) }
            }
        }
        return ids
    }
}
