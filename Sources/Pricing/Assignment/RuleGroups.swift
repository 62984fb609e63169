/// Group numbers for the pairs of category and brand that occur in a catalog.
///
/// Rules above the product level depend on nothing else, so assignment needs only a group number
/// per row besides the price: half the bytes and half the work of two columns. Groups are only
/// added, so a column of group numbers stays valid.
public struct RuleGroups: Sendable {
    private var numbers: [UInt64: UInt32] = [:]
    /// Category and brand code of each group, by group number.
    public private(set) var pairs: ContiguousArray<(category: UInt16, brand: UInt32)> = []

    public init() {}

    public var count: Int { pairs.count }

    /// The group of a category and brand code, added when new.
    public mutating func number(category: UInt16, brand: UInt32) -> UInt32 {
        let pair = UInt64(category) << 32 | UInt64(brand)
        if let known = numbers[pair] { return known }
        let number = UInt32(pairs.count)
        numbers[pair] = number
        pairs.append((category, brand))
        return number
    }

    /// Traps where numbers and pairs do not name each other; of many groups, for the last ones,
    /// since groups are only ever added.
    public func checkInvariants() {
        precondition(numbers.count == pairs.count, "a number for every pair")
        for group in pairs.indices.suffix(64) {
            let pair = UInt64(pairs[group].category) << 32 | UInt64(pairs[group].brand)
            precondition(numbers[pair] == UInt32(group), "a pair has its number")
        }
    }

    /// The groups that a change of rules may affect by category or brand, in order. Products
    /// affected by reference are only in `reach.products`.
    public func numbers(in reach: RuleReach) -> [Int] {
        if reach.isStoreWide { return Array(pairs.indices) }
        guard !reach.categories.isEmpty || !reach.brands.isEmpty else { return [] }
        // Arrays of flags, because a set lookup per group would dominate the cost.
        let categories = Self.flags(reach.categories)
        let brands = Self.flags(reach.brands)
        return pairs.indices.filter { group in
            let (category, brand) = (Int(pairs[group].category), Int(pairs[group].brand))
            return category < categories.count && categories[category]
                || brand < brands.count && brands[brand]
        }
    }

    private static func flags<Code: FixedWidthInteger>(_ codes: Set<Code>) -> [Bool] {
        guard let highest = codes.max() else { return [] }
        var flags = [Bool](repeating: false, count: Int(highest) + 1)
        for code in codes { flags[Int(code)] = true }
        return flags
    }
}
