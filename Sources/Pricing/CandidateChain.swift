/// The live rules of one key, in the order they are tried, reduced to those that can ever win.
///
/// A rule applies from its saving threshold upwards. So of two rules in order, the later one only
/// matters below the earlier one's threshold: thresholds in a chain fall strictly.
struct CandidateChain: Sendable, Equatable {
    struct Candidate: Sendable, Equatable {
        /// Lowest base price, in cents, at which the rule applies.
        let threshold: Int32
        let rule: UInt32
    }

    private(set) var candidates: [Candidate] = []

    /// Appends the next rule in order; dropped when an earlier one applies wherever it would.
    mutating func append(rule: UInt32, threshold: Int64) {
        // A threshold above every price is never reached.
        guard threshold <= PricingLimits.priceCentsMax,
            threshold < candidates.last.map({ Int64($0.threshold) }) ?? .max
        else { return }
        candidates.append(Candidate(threshold: Int32(threshold), rule: rule))
    }

    /// The first rule that applies at a price; 0 when none does.
    func rule(price: Int32) -> UInt32 {
        for candidate in candidates where price >= candidate.threshold { return candidate.rule }
        return 0
    }
}

/// One level's chains by code, laid out for the kernel: three candidates beside each other, longer
/// chains continued in `deep`.
struct LevelTable: Sendable {
    /// Thresholds fall from `first` to `third`; absent ones are `Int32.max` with rule 0. For a
    /// longer chain, `third` is its lowest threshold and `thirdRule` has `deepMark` set, with the
    /// place in `deep` where its third candidate lies.
    struct Entry: Sendable {
        var first = Int32.max
        var firstRule: UInt32 = 0
        var second = Int32.max
        var secondRule: UInt32 = 0
        var third = Int32.max
        var thirdRule: UInt32 = 0
    }

    static let deepMark: UInt32 = 0x8000_0000

    /// One entry per code, and an empty one at the end for every code beyond.
    private(set) var entries: ContiguousArray<Entry>
    private(set) var deep: ContiguousArray<CandidateChain.Candidate> = []

    /// - Parameter codes: the number of codes; chains of codes beyond it are not looked up.
    init(chains: [Int: CandidateChain], codes: Int) {
        entries = ContiguousArray(repeating: Entry(), count: codes + 1)
        for code in chains.keys.sorted() where code < codes {
            entries[code] = entry(for: chains[code]?.candidates ?? [])
        }
    }

    private mutating func entry(for chain: [CandidateChain.Candidate]) -> Entry {
        var entry = Entry()
        if chain.count > 0 { (entry.first, entry.firstRule) = (chain[0].threshold, chain[0].rule) }
        if chain.count > 1 { (entry.second, entry.secondRule) = (chain[1].threshold, chain[1].rule) }
        if chain.count == 3 { (entry.third, entry.thirdRule) = (chain[2].threshold, chain[2].rule) }
        if chain.count > 3 {
            entry.third = chain[chain.count - 1].threshold
            entry.thirdRule = LevelTable.deepMark | UInt32(deep.count)
            deep.append(contentsOf: chain[2...])
        }
        return entry
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
    /// The rule for a price, possibly marked. Written without branches: real prices fall on either
    /// side of a fixed price at random, and a wrong guess costs more than three comparisons.
    @inline(__always)
    func pick(_ price: Int32) -> UInt32 {
        var rule = price >= third ? thirdRule : 0
        rule = price >= second ? secondRule : rule
        return price >= first ? firstRule : rule
    }
}
