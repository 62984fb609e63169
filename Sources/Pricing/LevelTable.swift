/// Candidate chains by code, laid out for the kernel: four candidates beside each other, longer
/// chains continued in `deep`.
struct LevelTable: Sendable {
    /// A chain as thresholds t and differences d, so that the rule at a price is the exclusive or
    /// of every d whose t the price reaches. Thresholds fall, so a price that reaches one reaches
    /// all after it: dₙ is the nth rule number xor the next one's. No branch and no order is left:
    /// real prices fall on either side of a fixed price at random, and a wrong guess of the
    /// processor costs more than all four comparisons.
    ///
    /// Absent candidates have d = 0. In a longer chain the fourth stands for all the rest: its
    /// threshold is the chain's lowest, its number `deepMark` plus the place in `deep` where the
    /// chain's fourth candidate lies.
    struct Entry: Sendable {
        var thresholds = SIMD4<Int32>(repeating: .max)
        var differences = SIMD4<UInt32>(repeating: 0)
    }

    static let deepMark: UInt32 = 0x8000_0000
    private static let width = 4

    /// One entry per code, and an empty one at the end for every code beyond.
    private(set) var entries: ContiguousArray<Entry>
    private(set) var deep: ContiguousArray<CandidateChain.Candidate> = []

    init(chains: ContiguousArray<CandidateChain>) {
        entries = ContiguousArray(repeating: Entry(), count: chains.count + 1)
        for (code, chain) in chains.enumerated() where !chain.candidates.isEmpty {
            entries[code] = entry(for: chain.candidates)
        }
    }

    /// Category and brand level of each group in one chain; one empty entry for groups beyond.
    init(groups: RuleGroups, chains: LevelChains, categories: LevelTable) {
        deep = categories.deep
        entries = ContiguousArray(repeating: Entry(), count: groups.count + 1)
        var chain = CandidateChain()
        for (number, pair) in groups.pairs.enumerated() {
            let category = Int(pair.category)
            let brand = Int(pair.brand)
            if brand < chains.brands.count, !chains.brands[brand].candidates.isEmpty {
                chain.removeAll()
                if category < chains.categories.count {
                    chain.append(contentsOf: chains.categories[category])
                }
                chain.append(contentsOf: chains.brands[brand])
                entries[number] = entry(for: chain.candidates)
            } else {
                // Most brands have no rules of their own: the category's entry holds, with the
                // places in `deep` that were taken over above.
                entries[number] = categories.entries[min(category, categories.entries.count - 1)]
            }
        }
    }

    private mutating func entry(for chain: [CandidateChain.Candidate]) -> Entry {
        var entry = Entry()
        let isDeep = chain.count > LevelTable.width
        let shown = isDeep ? LevelTable.width - 1 : chain.count
        let mark = isDeep ? LevelTable.deepMark | UInt32(deep.count) : 0
        for place in 0..<shown {
            let next = place + 1 < shown ? chain[place + 1].rule : mark
            entry.thresholds[place] = chain[place].threshold
            entry.differences[place] = chain[place].rule ^ next
        }
        if isDeep {
            entry.thresholds[shown] = chain[chain.count - 1].threshold
            entry.differences[shown] = mark
            deep.append(contentsOf: chain[shown...])
        }
        return entry
    }

    /// The rule for one code and price; 0 when none applies.
    func rule(code: Int, price: Int32) -> UInt32 {
        let rule = entries[min(code, entries.count - 1)].pick(price)
        return rule >= LevelTable.deepMark ? resolve(rule, price: price) : rule
    }

    /// Follows a marked rule number to the one that applies. The price reaches the chain's lowest
    /// threshold, or the mark would not have been chosen.
    @inline(never)
    func resolve(_ marked: UInt32, price: Int32) -> UInt32 {
        var place = Int(marked & ~LevelTable.deepMark)
        while deep[place].threshold > price { place += 1 }
        return deep[place].rule
    }
}

extension LevelTable.Entry {
    /// The rule for a price, possibly marked.
    @inline(__always)
    func pick(_ price: Int32) -> UInt32 {
        let reached = SIMD4(repeating: price) .>= thresholds
        let parts = SIMD4<UInt32>(repeating: 0).replacing(with: differences, where: reached)
        let halves = parts.lowHalf ^ parts.highHalf
        return halves.x ^ halves.y
    }
}
