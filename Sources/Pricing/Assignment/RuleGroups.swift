/// Group numbers for the combinations of category, brand and store that occur in a catalog.
///
/// Rules above the product level depend on nothing else, so assignment needs only a group number
/// per row besides the price: half the bytes and half the work of two columns. Groups are only
/// added, so a column of group numbers stays valid.
public struct RuleGroups: Sendable {
    private var numbers: [UInt64: UInt32] = [:]
    /// The codes of each group, by group number; store 0 is none.
    public private(set) var keys: ContiguousArray<Key> = []

    /// What the rules above the product level see of a product besides its price.
    public typealias Key = (category: UInt16, store: UInt16, brand: UInt32)

    public init() {}

    public var count: Int { keys.count }

    /// The group of a category, brand and store code, added when new.
    public mutating func number(category: UInt16, brand: UInt32, store: UInt16 = 0) -> UInt32 {
        let word = Self.word((category, store, brand))
        if let known = numbers[word] { return known }
        let number = UInt32(keys.count)
        numbers[word] = number
        keys.append((category, store, brand))
        return number
    }

    private static func word(_ key: Key) -> UInt64 {
        UInt64(key.store) << 48 | UInt64(key.category) << 32 | UInt64(key.brand)
    }

    /// Traps where numbers and keys do not name each other; of many groups, for the last ones,
    /// since groups are only ever added.
    public func checkInvariants() {
        precondition(numbers.count == keys.count, "a number for every key")
        for group in keys.indices.suffix(64) {
            precondition(numbers[Self.word(keys[group])] == UInt32(group), "a key has its number")
        }
    }

    /// The groups that a change of rules may affect by category or brand, in order. Products
    /// affected by reference are only in `affected.products`.
    public func numbers(in affected: AffectedProducts) -> [Int] {
        let stores = affected.stores.map(Self.flags)
        guard !affected.isStoreWide else {
            return stores.map { flags in keys.indices.filter { Self.has(flags, keys[$0].store) } }
                ?? Array(keys.indices)
        }
        guard !affected.categories.isEmpty || !affected.brands.isEmpty else { return [] }
        // Arrays of flags, because a set lookup per group would dominate the cost.
        let categories = Self.flags(affected.categories)
        let brands = Self.flags(affected.brands)
        return keys.indices.filter { group in
            let key = keys[group]
            guard Self.has(categories, key.category) || Self.has(brands, key.brand) else {
                return false
            }
            return stores.map { Self.has($0, key.store) } ?? true
        }
    }

    @inline(__always)
    private static func has(_ flags: [Bool], _ code: some FixedWidthInteger) -> Bool {
        Int(code) < flags.count && flags[Int(code)]
    }

    private static func flags<Code: FixedWidthInteger>(_ codes: Set<Code>) -> [Bool] {
        guard let highest = codes.max() else { return [] }
        var flags = [Bool](repeating: false, count: Int(highest) + 1)
        for code in codes { flags[Int(code)] = true }
        return flags
    }
}
