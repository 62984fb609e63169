/// Numbers for the pairs of category and brand that a catalog really has.
///
/// Rules above the product level see nothing else of a product, so one group number per row is all
/// that assigning needs besides the price: half the bytes and half the work of two columns.
/// Groups are only ever added, so a column of group numbers stays valid.
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

    /// The groups that a change of rules can concern by category or brand, in order. Items that
    /// are reached by id are in `reach.items` alone.
    public func numbers(in reach: RuleReach) -> [UInt32] {
        guard !reach.categories.isEmpty || !reach.brands.isEmpty else { return [] }
        return pairs.indices.lazy.filter {
            reach.categories.contains(pairs[$0].category) || reach.brands.contains(pairs[$0].brand)
        }.map { UInt32($0) }
    }
}
