import Pricing

/// What the one writer of a tenant's catalog keeps besides the generation that readers see.
struct TenantState {
    var generation: Generation
    /// As stored, by document id: parsed anew when the time zone changes.
    var ruleFields: [String: RuleFields] = [:]
    private var rules: [String: ParsedRule] = [:]
    /// The rules in tie order, which compiling needs; nil when to be sorted anew.
    private var ordered: [ParsedRule]?
    /// A change of more rules sorts them anew: moving each costs a look at all.
    private static let rulesMovedMax = 16
    /// When a rule last changed, microseconds since 1970; 0 for never.
    var rulesTime: Int64 = 0
    var zone: RuleZone = .utc
    /// Keys that some rule names: a new category or brand outside them cannot match a rule.
    var ruleKeys: Set<String> = []
    /// Rows by group, ascending, so that a changed rule visits only what it can concern. A row
    /// that changed its group stays listed under the old one too, which costs a visit and changes
    /// nothing. Made when a rule first changes alone, and kept from then on.
    private var groupRows: [[UInt32]] = []

    init(generation: Generation) { self.generation = generation }

    /// Lists a row under its group.
    mutating func list(row: Int, group: UInt32) {
        guard !groupRows.isEmpty else { return }
        while groupRows.count <= Int(group) { groupRows.append([]) }
        groupRows[Int(group)].append(UInt32(row))
    }

    private mutating func listAll() {
        groupRows = Array(repeating: [], count: generation.groups.count)
        var row: UInt32 = 0
        for segment in generation.segments {
            for group in segment.groups {
                groupRows[Int(group)].append(row)
                row += 1
            }
        }
    }

    /// The rows that a change of rules can concern, ascending and once each; nil where visiting
    /// them one by one would cost more than a pass over all.
    mutating func rows(in reach: RuleReach) -> [UInt32]? {
        if reach.isEmpty { return [] }
        let groups = generation.groups.numbers(in: reach)
        guard groups.count * 2 <= generation.groups.count else { return nil }
        if groupRows.isEmpty { listAll() }
        // A group without rows may have no list.
        let lists = groups.filter { Int($0) < groupRows.count }.map { groupRows[Int($0)] }
        let count = lists.reduce(reach.items.count) { $0 + $1.count }
        // Visiting a row by number costs several times what it costs in a pass.
        guard count * 4 <= generation.rowCount else { return nil }
        var found = RowSet(rowCount: generation.rowCount)
        for list in lists { for row in list { found.insert(row) } }
        for item in reach.items {
            guard let row = generation.row(itemId: item), row < generation.rowCount else {
                continue
            }
            found.insert(UInt32(row))
        }
        return found.rows
    }

    /// Takes rules in, or out with nil.
    mutating func set(_ changes: [String: RuleFields?]) {
        if changes.count > Self.rulesMovedMax { ordered = nil }
        for (id, fields) in changes {
            ruleFields[id] = fields
            let rule = fields.map { DiscountRule.make(from: $0, zone: zone) }
            rules[id] = rule
            noteKeys(of: rule)
            move(rule, id: id)
        }
    }

    /// Puts a rule in its place among the ordered ones, in the place of its former self.
    private mutating func move(_ rule: ParsedRule?, id: String) {
        ordered?.removeAll { $0.identity.id == id }
        guard let rule, var (low, high) = ordered.map({ (0, $0.count) }) else { return }
        while low < high {
            let middle = (low + high) / 2
            let isBefore = ordered.map {
                RuleIdentity.precedes($0[middle].identity, rule.identity)
            }
            if isBefore == true { low = middle + 1 } else { high = middle }
        }
        ordered?.insert(rule, at: low)
    }

    /// Reads every rule's dates in another zone; whether that is a change.
    mutating func set(zone: RuleZone) -> Bool {
        guard zone != self.zone else { return false }
        self.zone = zone
        rules = ruleFields.mapValues { DiscountRule.make(from: $0, zone: zone) }
        ordered = nil
        rules.values.forEach { noteKeys(of: $0) }
        return true
    }

    /// The rules in tie order, so that equal sets compile alike.
    var sortedRules: [ParsedRule] {
        mutating get {
            let sorted = ordered
                ?? rules.values.sorted { RuleIdentity.precedes($0.identity, $1.identity) }
            ordered = sorted
            return sorted
        }
    }

    /// Whether some rule names products otherwise than by item id or category or brand.
    var namesProducts: Bool { rules.values.contains { !$0.scope.productIds.isEmpty } }

    /// Keys of a rule that has gone stay: they cost a compilation some day, and nothing else.
    private mutating func noteKeys(of rule: ParsedRule?) {
        guard let rule else { return }
        ruleKeys.formUnion(rule.scope.categoryKeys)
        ruleKeys.formUnion(rule.scope.brandKeys)
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
