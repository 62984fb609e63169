/// A compiled rule set over the groups of one catalog: gives a product's rule from its group and
/// base price without visiting rules.
///
/// Immutable, so any thread may use it. A group's rules are a chain of candidates (category, then
/// brand, then the whole store) with decreasing thresholds, so a group's price range is divided
/// into intervals with one rule each: a few numbers per group describe the assignment of a million
/// products.
public struct GroupTable: Sendable {
    /// A chain as thresholds t and differences d, so that the rule at a price is the exclusive or
    /// of every d whose t the price reaches. Thresholds fall, so a price that reaches one reaches
    /// all after it: dₙ is the nth rule number xor the next one's. So the lookup is branch-free:
    /// real prices are on either side of a threshold at random, and a branch misprediction costs
    /// more than all four comparisons.
    ///
    /// Absent candidates have d = 0. In a longer chain the fourth candidate represents all the
    /// rest: its threshold is the chain's lowest, and its number is `deepMark`.
    struct Entry: Sendable, Equatable {
        var thresholds = SIMD4<Int32>(repeating: .max)
        var differences = SIMD4<UInt32>(repeating: 0)
    }

    /// An interval of a group's base prices and its rule.
    public struct PriceInterval: Sendable, Equatable {
        /// Cents.
        public let lowest: Int32
        /// Start of the next interval, in cents; nil for the last.
        public let end: Int32?
        /// 0 for none.
        public let rule: UInt32
    }

    static let deepMark: UInt32 = 0x8000_0000
    private static let width = 4

    public let compiled: CompiledRules
    private let keys: ContiguousArray<RuleGroups.Key>
    /// One entry per group, and an empty one at the end for every group beyond.
    private var entries: ContiguousArray<Entry>

    /// - Parameter groups: groups added later match no rule: see ``init(_:groups:updating:_:)``.
    public init(_ compiled: CompiledRules, groups: RuleGroups) {
        self.compiled = compiled
        keys = groups.keys
        entries = ContiguousArray(repeating: Entry(), count: groups.count + 1)
        fill(0..<groups.count)
    }

    /// Updates `previous` for additional groups or updated rules: recomputes only groups that are
    /// new or `affected`.
    ///
    /// - Parameters:
    ///   - compiled: `previous.compiled` itself, or a set compiled incrementally from it.
    ///   - affected: `groups.numbers(in: compiled.affected)`; none for `previous.compiled` itself.
    public init(
        _ compiled: CompiledRules, groups: RuleGroups, updating previous: GroupTable,
        _ affected: [Int]
    ) {
        self.compiled = compiled
        keys = groups.keys
        entries = previous.entries
        let known = previous.groupCount
        if groups.count > known {
            entries.append(contentsOf: repeatElement(Entry(), count: groups.count - known))
            fill(known..<groups.count)
        }
        fill(affected)
    }

    /// Number of groups in the table.
    public var groupCount: Int { entries.count - 1 }

    private mutating func fill(_ groups: some Sequence<Int>) {
        var store: UInt16 = 0
        var levels = compiled.levels[store]
        var chain = CandidateChain()
        // Most groups of a category have brands without brand-level rules: they share one entry.
        var shared: [UInt32: Entry] = [:]
        for group in groups {
            let key = keys[group]
            if key.store != store { (store, levels) = (key.store, compiled.levels[key.store]) }
            let index = UInt32(key.store) << 16 | UInt32(key.category)
            let hasBrand = !levels.brand(key.brand).candidates.isEmpty
            if !hasBrand, let known = shared[index] {
                entries[group] = known
                continue
            }
            levels.fill(&chain, category: key.category, brand: key.brand)
            entries[group] = Entry(chain.candidates)
            if !hasBrand { shared[index] = entries[group] }
        }
    }

    /// The rule number for one product: equals `CompiledRules.ruleNumber` for items without
    /// product-level rules.
    @inline(__always)
    public func rule(group: UInt32, price: Int32) -> UInt32 {
        let rule = entries[min(Int(group), entries.count - 1)].pick(price)
        return rule < Self.deepMark ? rule : deepRule(group, price)
    }

    /// The lowest base price at which some rule applies; `Int32.max` where none ever does.
    public func lowestPrice(group: UInt32) -> Int32 {
        entries[min(Int(group), entries.count - 1)].thresholds.min()
    }

    /// Calls `body` with the group's intervals from 0 up; adjacent ones have different rules.
    public func forEachInterval(group: UInt32, _ body: (PriceInterval) -> Void) {
        var (lowest, rule): (Int32, UInt32) = (0, 0)
        forEachThreshold(group: group) { threshold, next in
            body(PriceInterval(lowest: lowest, end: threshold, rule: rule))
            (lowest, rule) = (threshold, next)
        }
        body(PriceInterval(lowest: lowest, end: nil, rule: rule))
    }

    /// Calls `body` with the prices at which the rule changes, and the rule from there, ascending.
    private func forEachThreshold(group: UInt32, _ body: (Int32, UInt32) -> Void) {
        let entry = entries[min(Int(group), entries.count - 1)]
        guard !entry.isDeep else { return forEachDeepThreshold(group, body) }
        for index in stride(from: Self.width - 1, through: 0, by: -1) {
            let threshold = entry.thresholds[index]
            if threshold < .max { body(threshold, entry.pick(threshold)) }
        }
    }

    /// Fills `rules` with the rule numbers of rows.
    ///
    /// - Parameters:
    ///   - prices: base prices in cents; 0 or below is no price.
    ///   - groups: group numbers; all counts are equal.
    @inline(never)
    public func fill(
        prices: UnsafeBufferPointer<Int32>, groups: UnsafeBufferPointer<UInt32>,
        into rules: UnsafeMutableBufferPointer<UInt32>
    ) {
        precondition(groups.count == prices.count && rules.count == prices.count)
        var marks: UInt32 = 0
        entries.withUnsafeBufferPointer { entries in
            // Groups beyond the table use the empty last entry.
            let last = UInt32(entries.count - 1)
            var row = 0
            while row < prices.count {
                let rule = entries[Int(min(groups[row], last))].pick(prices[row])
                marks |= rule
                rules[row] = rule
                row &+= 1
            }
        }
        guard marks >= Self.deepMark else { return }
        for row in 0..<prices.count where rules[row] >= Self.deepMark {
            rules[row] = deepRule(groups[row], prices[row])
        }
    }

    /// Whether the rule of a product of the group may differ from that in `other`.
    public func differs(from other: GroupTable, group: UInt32) -> Bool {
        let entry = entries[min(Int(group), entries.count - 1)]
        guard entry == other.entries[min(Int(group), other.entries.count - 1)] else { return true }
        guard entry.isDeep else { return false }
        return chain(group) != other.chain(group)
    }

    /// Traps where a group's entry is not what the levels of its rules say.
    public func checkInvariants(_ groups: some Sequence<Int>) {
        precondition(keys.count == groupCount, "an entry for every group")
        precondition(entries[groupCount] == Entry(), "groups to come match no rule")
        compiled.checkInvariants()
        for group in groups {
            let key = keys[group]
            var lowest = Int32.max
            forEachThreshold(group: UInt32(group)) { threshold, _ in
                lowest = min(lowest, threshold)
                for price in [threshold, threshold &- 1, threshold &+ 1] where price > 0 {
                    precondition(
                        rule(group: UInt32(group), price: price)
                            == compiled.ruleNumber(
                                price: price, category: key.category, brand: key.brand,
                                store: key.store),
                        "the table and the levels agree")
                }
            }
            precondition(lowestPrice(group: UInt32(group)) == lowest, "the lowest is the first")
        }
    }

    /// A group's whole chain.
    private func chain(_ group: UInt32) -> CandidateChain {
        var chain = CandidateChain()
        let key = keys[Int(group)]
        compiled.levels[key.store].fill(&chain, category: key.category, brand: key.brand)
        return chain
    }

    /// The rule of a long chain, from the levels.
    @inline(never)
    private func deepRule(_ group: UInt32, _ price: Int32) -> UInt32 {
        let key = keys[Int(group)]
        return compiled.levels[key.store]
            .rule(price: price, category: key.category, brand: key.brand)
    }

    private func forEachDeepThreshold(_ group: UInt32, _ body: (Int32, UInt32) -> Void) {
        for candidate in chain(group).candidates.reversed() {
            body(candidate.threshold, candidate.rule)
        }
    }
}

extension GroupTable.Entry {
    init(_ chain: [CandidateChain.Candidate]) {
        self.init()
        let isDeep = chain.count > GroupTable.width
        let shown = isDeep ? GroupTable.width - 1 : chain.count
        let mark = isDeep ? GroupTable.deepMark : 0
        for index in 0..<shown {
            let next = index + 1 < shown ? chain[index + 1].rule : mark
            thresholds[index] = chain[index].threshold
            differences[index] = chain[index].rule ^ next
        }
        if isDeep {
            thresholds[shown] = chain[chain.count - 1].threshold
            differences[shown] = mark
        }
    }

    /// Whether the chain is longer than the entry.
    var isDeep: Bool { differences[3] >= GroupTable.deepMark }

    /// The rule for a price, possibly `deepMark`.
    @inline(__always)
    func pick(_ price: Int32) -> UInt32 {
        let reached = SIMD4(repeating: price) .>= thresholds
        let parts = SIMD4<UInt32>(repeating: 0).replacing(with: differences, where: reached)
        let halves = parts.lowHalf ^ parts.highHalf
        return halves.x ^ halves.y
    }
}
