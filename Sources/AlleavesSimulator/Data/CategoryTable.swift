import Randomness

/// The categories with their cumulative weights, and the sizes of the vocabularies.
struct CategoryTable: Sendable {
    let kinds = ProductKind.all
    let brandCount = Vocabulary.brands.count
    let vendorCount = Vocabulary.vendors.count
    let adjectiveCount = Vocabulary.adjectives.count
    let nounCount = Vocabulary.nouns.count
    /// The category's index for each of 395 measured rows.
    private let lookup: [UInt8]

    init() {
        var table: [UInt8] = []
        for (index, kind) in kinds.enumerated() {
            table.append(contentsOf: repeatElement(UInt8(index), count: kind.weight))
        }
        lookup = table
    }

    func pick(_ random: inout SeededRandom) -> Int { Int(lookup[random.below(lookup.count)]) }
}
