/// The live rules by category, brand and product, and for the whole store: numbers in tie order,
/// and the chains of those that can win.
///
/// A category's chain is merged from the chains of the names that cover it: its path, the paths
/// above it and its family. All of these rules are of one level.
struct RuleLevels: Sendable {
    /// By code.
    private var categories: ContiguousArray<CandidateChain>
    private var brands: ContiguousArray<CandidateChain>
    /// By code of the reference, for references of live rules.
    private(set) var products: [UInt32: CandidateChain] = [:]
    private var store = NamedRules()
    /// By the number of the name.
    private var categoryRules: ContiguousArray<NamedRules>
    private var brandRules: ContiguousArray<[UInt32]>
    private var productRules: [UInt32: [UInt32]] = [:]

    /// The rules with one category name.
    private struct NamedRules: Sendable {
        var rules: [UInt32] = []
        var chain = CandidateChain()

        mutating func close(_ live: LiveRules) { chain = RuleLevels.chain(&rules, live) }
    }

    init(_ codes: RuleCodes) {
        let brandCount = codes.brands.values.reduce(0) { max($0, Int($1) + 1) }
        categories = ContiguousArray(repeating: CandidateChain(), count: codes.categories.count)
        categoryRules = ContiguousArray(repeating: NamedRules(), count: codes.categories.nameCount)
        brands = ContiguousArray(repeating: CandidateChain(), count: brandCount)
        brandRules = ContiguousArray(repeating: [], count: brandCount)
    }

    /// Removed and added rules, with their numbers.
    struct Change {
        var removed: [(rule: DiscountRule, number: UInt32)] = []
        var added: [(rule: DiscountRule, number: UInt32)] = []

        init() {}
    }

    /// Removes and adds rules, and rebuilds the lists and chains that their scopes name.
    ///
    /// - Parameter live: the live rules after the change.
    mutating func update(_ change: Change, codes: RuleCodes, live: LiveRules) {
        var names: Set<Int> = []
        var affected = AffectedProducts()
        let removed = Set(change.removed.map(\.number))
        for (rule, _) in change.removed {
            affected.add(rule.scope, codes: codes)
            names.formUnion(rule.scope.categoryNames.compactMap(codes.categories.index))
        }
        if !removed.isEmpty { remove(removed, names, in: affected) }
        for (rule, number) in change.added {
            let scope = AffectedProducts(of: CollectionOfOne(rule.scope), codes: codes)
            for name in rule.scope.categoryNames.compactMap(codes.categories.index) {
                names.insert(name)
                categoryRules[name].rules.append(number)
            }
            for code in scope.brands { brandRules[Int(code)].append(number) }
            for code in scope.products { productRules[code, default: []].append(number) }
            if scope.isStoreWide { store.rules.append(number) }
            affected.add(rule.scope, codes: codes)
        }
        if affected.isStoreWide { store.close(live) }
        closeCategories(names, codes.categories, live)
        close(affected, live)
    }

    /// Rebuilds the chains of the names, and of the categories that they cover.
    private mutating func closeCategories(
        _ names: Set<Int>, _ codes: CategoryCodes, _ live: LiveRules
    ) {
        var affected: Set<UInt16> = []
        for name in names {
            categoryRules[name].close(live)
            affected.formUnion(codes.codes(index: name))
        }
        for code in affected {
            let chains = codes.indices(of: code).map { categoryRules[$0].chain }
                .filter { !$0.candidates.isEmpty }
            categories[Int(code)] =
                chains.count > 1
                ? Self.merged(chains, live) : chains.first ?? CandidateChain()
        }
    }

    /// A rule that can never win in one chain cannot win in a chain merged from it.
    private static func merged(_ chains: [CandidateChain], _ live: LiveRules) -> CandidateChain {
        var merged = CandidateChain()
        let candidates = chains.flatMap(\.candidates).sorted {
            live.ranks[Int($0.rule)] < live.ranks[Int($1.rule)]
        }
        for candidate in candidates {
            merged.append(rule: candidate.rule, threshold: Int64(candidate.threshold))
        }
        return merged
    }

    private mutating func close(_ affected: AffectedProducts, _ live: LiveRules) {
        for code in affected.brands where Int(code) < brandRules.count {
            brands[Int(code)] = Self.chain(&brandRules[Int(code)], live)
        }
        for code in affected.products {
            guard var rules = productRules.removeValue(forKey: code), !rules.isEmpty else {
                products[code] = nil
                continue
            }
            products[code] = Self.chain(&rules, live)
            productRules[code] = rules
        }
    }

    private mutating func remove(
        _ removed: Set<UInt32>, _ names: Set<Int>, in affected: AffectedProducts
    ) {
        for name in names { categoryRules[name].rules.removeAll { removed.contains($0) } }
        for code in affected.brands where Int(code) < brandRules.count {
            brandRules[Int(code)].removeAll { removed.contains($0) }
        }
        for code in affected.products { productRules[code]?.removeAll { removed.contains($0) } }
        if affected.isStoreWide { store.rules.removeAll { removed.contains($0) } }
    }

    /// Sorts the list and builds its chain.
    private static func chain(_ rules: inout [UInt32], _ live: LiveRules) -> CandidateChain {
        rules.sort { live.ranks[Int($0)] < live.ranks[Int($1)] }
        var chain = CandidateChain()
        for number in rules {
            chain.append(rule: number, threshold: live.thresholds[Int(number)])
        }
        return chain
    }

    /// The rule for a product without product-level rules; 0 when none applies.
    func rule(price: Int32, category: UInt16, brand: UInt32) -> UInt32 {
        let rule = self.category(category).rule(price: price)
        if rule != 0 { return rule }
        let byBrand = self.brand(brand).rule(price: price)
        return byBrand != 0 ? byBrand : store.chain.rule(price: price)
    }

    /// Sets `chain` to that of products with these codes and without product-level rules.
    func fill(_ chain: inout CandidateChain, category: UInt16, brand: UInt32) {
        chain.removeAll()
        chain.append(contentsOf: self.category(category))
        chain.append(contentsOf: self.brand(brand))
        chain.append(contentsOf: store.chain)
    }

    /// The chain of a category; empty if no rule can name it.
    private func category(_ code: UInt16) -> CandidateChain {
        Int(code) < categories.count ? categories[Int(code)] : CandidateChain()
    }

    /// The chain of a brand; empty if no rule can name it.
    func brand(_ code: UInt32) -> CandidateChain {
        Int(code) < brands.count ? brands[Int(code)] : CandidateChain()
    }
}
