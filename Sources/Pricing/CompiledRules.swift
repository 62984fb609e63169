/// A rule set at one moment, laid out for assigning at most one rule to every product of a catalog.
///
/// Immutable, so any thread may use it. Rules that change prices have numbers from 1 up; 0 is no
/// rule. An equal rule keeps its number from one compilation to the next, and a changed or new one
/// gets a number that no product can hold yet. So a column of assignments made under `previous`
/// stays valid for all products outside `difference(from:)`, and two assignments of a product
/// differ exactly when its sale differs.
public final class CompiledRules: Sendable {
    /// Milliseconds since 1970 at which the set was compiled.
    public let now: Int64
    /// The codes it was compiled for. Products with other codes match no category or brand rule:
    /// compile again when the catalog gains a category or brand.
    public let codes: RuleCodes
    /// Live rules that may change prices, in tie order.
    public let liveRules: [DiscountRule]
    /// Live rules that ask for more than the product itself, in tie order.
    public let conditionalRules: [DiscountRule]
    /// How many rules there are in each disposition.
    public let tally: [RuleDisposition: Int]

    let numbering: RuleNumbering
    let categoryTable: LevelTable
    let brandTable: LevelTable
    let chains: LevelChains
    private let offers: ConditionalIndex
    private let boundaries: [Int64]

    /// - Parameters:
    ///   - rules: the whole rule set, rejected ones included; order does not matter.
    ///   - previous: the set that the catalog's present assignments were made with.
    public init(
        _ rules: [ParsedRule], now: Int64, codes: RuleCodes, previous: CompiledRules? = nil
    ) {
        self.now = now
        self.codes = codes
        let dispositions = rules.map { $0.disposition(now: now) }
        tally = dispositions.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        liveRules = CompiledRules.inOrder(rules, dispositions, .live)
        conditionalRules = CompiledRules.inOrder(rules, dispositions, .conditional)
        numbering = RuleNumbering(liveRules, previous: previous?.numbering)
        offers = ConditionalIndex(conditionalRules, codes: codes)
        boundaries = CompiledRules.boundaries(of: rules)
        var chains = LevelChains(codes)
        for rule in liveRules {
            chains.add(rule, number: numbering.number(of: rule), codes: codes)
        }
        categoryTable = LevelTable(chains: chains.categories)
        brandTable = LevelTable(chains: chains.brands)
        self.chains = chains
    }

    /// The rule with a number, for showing it; nil for 0 and for numbers not in use.
    public func rule(number: UInt32) -> DiscountRule? { numbering.rule(number) }

    /// The number of a live rule; 0 for every other.
    public func number(of rule: DiscountRule) -> UInt32 { numbering.number(of: rule) }

    /// Item ids with rules of their own, which `assign` needs the rows of.
    public var itemIds: some Collection<Int64> { chains.items.keys }

    /// The first instant after `now` at which some rule starts or ends; nil when none will.
    public func nextBoundary(after now: Int64) -> Int64? {
        var low = 0
        var high = boundaries.count
        while low < high {
            let middle = low + (high - low) / 2
            if boundaries[middle] > now { high = middle } else { low = middle + 1 }
        }
        return low < boundaries.count ? boundaries[low] : nil
    }

    /// The last instant up to `now` at which some rule started or ended; nil when none did.
    public var lastBoundary: Int64? { boundaries.last { $0 <= now } }

    /// Live conditional rules that name a product: product level first, then category, then brand,
    /// each in tie order, every rule once.
    public func conditionalOffers(
        category: UInt16, brand: UInt32, itemId: Int64? = nil
    ) -> [DiscountRule] {
        offers.places(category: category, brand: brand, itemId: itemId).map {
            conditionalRules[$0]
        }
    }

    /// What another set's rules and these do not have in common.
    public func difference(from previous: CompiledRules) -> RuleDifference {
        RuleDifference(from: previous, to: self)
    }

    private static func inOrder(
        _ rules: [ParsedRule], _ dispositions: [RuleDisposition], _ wanted: RuleDisposition
    ) -> [DiscountRule] {
        var found: [DiscountRule] = []
        for (parsed, disposition) in zip(rules, dispositions) where disposition == wanted {
            if case .rule(let rule) = parsed { found.append(rule) }
        }
        // Quick where the rules come in tie order already.
        return found.sorted { RuleIdentity.precedes($0.identity, $1.identity) }
    }

    private static func boundaries(of rules: [ParsedRule]) -> [Int64] {
        var instants: Set<Int64> = []
        for case .rule(let rule) in rules where !rule.scope.isEmpty {
            instants.formUnion(rule.boundaries())
        }
        return instants.sorted()
    }
}

/// The chains of all three levels, filled in tie order; by code, by code, and by item id.
struct LevelChains: Sendable {
    private(set) var categories: ContiguousArray<CandidateChain>
    private(set) var brands: ContiguousArray<CandidateChain>
    private(set) var items: [Int64: CandidateChain] = [:]

    init(_ codes: RuleCodes) {
        categories = ContiguousArray(
            repeating: CandidateChain(),
            count: codes.categories.values.reduce(0) { max($0, Int($1) + 1) })
        brands = ContiguousArray(
            repeating: CandidateChain(),
            count: codes.brands.values.reduce(0) { max($0, Int($1) + 1) })
    }

    mutating func add(_ rule: DiscountRule, number: UInt32, codes: RuleCodes) {
        let threshold = rule.kind.savingThreshold
        for key in rule.scope.categoryKeys {
            guard let code = codes.categories[key] else { continue }
            categories[Int(code)].append(rule: number, threshold: threshold)
        }
        for key in rule.scope.brandKeys {
            guard let code = codes.brands[key] else { continue }
            brands[Int(code)].append(rule: number, threshold: threshold)
        }
        for itemId in rule.scope.products {
            items[itemId, default: CandidateChain()].append(rule: number, threshold: threshold)
        }
        for itemId in rule.scope.productIds.compactMap({ codes.productIds[$0] }) {
            items[itemId, default: CandidateChain()].append(rule: number, threshold: threshold)
        }
    }
}
