/// Which live rules name each category, brand and item: numbers in tie order, and the chain of
/// those that can win.
struct RuleLevels: Sendable {
    /// By code.
    private var categories: ContiguousArray<CandidateChain>
    private var brands: ContiguousArray<CandidateChain>
    /// By item id: those that some rule names.
    private(set) var items: [Int64: CandidateChain] = [:]
    private var categoryRules: ContiguousArray<[UInt32]>
    private var brandRules: ContiguousArray<[UInt32]>
    private var itemRules: [Int64: [UInt32]] = [:]

    init(_ codes: RuleCodes) {
        let categoryCount = codes.categories.values.reduce(0) { max($0, Int($1) + 1) }
        let brandCount = codes.brands.values.reduce(0) { max($0, Int($1) + 1) }
        categories = ContiguousArray(repeating: CandidateChain(), count: categoryCount)
        brands = ContiguousArray(repeating: CandidateChain(), count: brandCount)
        categoryRules = ContiguousArray(repeating: [], count: categoryCount)
        brandRules = ContiguousArray(repeating: [], count: brandCount)
    }

    /// Makes the lists of everything in `reach` anew, which must hold what the scopes of rules
    /// that came or went name.
    ///
    /// - Parameters:
    ///   - over: numbers that went.
    ///   - begun: rules that came, with their numbers.
    ///   - live: the rules as they are now.
    mutating func update(
        over: Set<UInt32>, begun: [(rule: DiscountRule, number: UInt32)], reach: RuleReach,
        codes: RuleCodes, live: LiveRules
    ) {
        if !over.isEmpty { remove(over, in: reach) }
        for (rule, number) in begun {
            let scope = RuleReach(of: CollectionOfOne(rule.scope), codes: codes)
            for code in scope.categories { categoryRules[Int(code)].append(number) }
            for code in scope.brands { brandRules[Int(code)].append(number) }
            for item in scope.items { itemRules[item, default: []].append(number) }
        }
        for code in reach.categories where Int(code) < categoryRules.count {
            categories[Int(code)] = Self.chain(&categoryRules[Int(code)], live)
        }
        for code in reach.brands where Int(code) < brandRules.count {
            brands[Int(code)] = Self.chain(&brandRules[Int(code)], live)
        }
        for item in reach.items {
            guard var rules = itemRules.removeValue(forKey: item), !rules.isEmpty else {
                items[item] = nil
                continue
            }
            items[item] = Self.chain(&rules, live)
            itemRules[item] = rules
        }
    }

    private mutating func remove(_ over: Set<UInt32>, in reach: RuleReach) {
        for code in reach.categories where Int(code) < categoryRules.count {
            categoryRules[Int(code)].removeAll { over.contains($0) }
        }
        for code in reach.brands where Int(code) < brandRules.count {
            brandRules[Int(code)].removeAll { over.contains($0) }
        }
        for item in reach.items { itemRules[item]?.removeAll { over.contains($0) } }
    }

    /// Sorts the list and makes its chain.
    private static func chain(_ rules: inout [UInt32], _ live: LiveRules) -> CandidateChain {
        rules.sort { live.ranks[Int($0)] < live.ranks[Int($1)] }
        var chain = CandidateChain()
        for number in rules {
            chain.append(rule: number, threshold: live.thresholds[Int(number)])
        }
        return chain
    }

    /// The rule for one product; 0 when none applies.
    func rule(price: Int32, category: UInt16, brand: UInt32, itemId: Int64?) -> UInt32 {
        if let itemId, !items.isEmpty, let own = items[itemId]?.rule(price: price), own != 0 {
            return own
        }
        let rule = self.category(category).rule(price: price)
        return rule != 0 ? rule : self.brand(brand).rule(price: price)
    }

    /// The chain of a category; an empty one where no rule can name it.
    func category(_ code: UInt16) -> CandidateChain {
        Int(code) < categories.count ? categories[Int(code)] : CandidateChain()
    }

    /// The chain of a brand; an empty one where no rule can name it.
    func brand(_ code: UInt32) -> CandidateChain {
        Int(code) < brands.count ? brands[Int(code)] : CandidateChain()
    }
}
