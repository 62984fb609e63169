import Randomness

/// Changes that tests have made. A value, so that a response works on a snapshot.
struct InventoryEdits: Sendable {
    /// Out-the-door prices in cents, by item index.
    var prices: [Int: Int] = [:]
    /// Units by item index, all of them in the retail area of the first row.
    var stocks: [Int: Int] = [:]
    var removed: Set<Int> = []
    /// The share of hidden items in millionths; always the same items.
    var hiddenMillionths = 0
    /// Overrides `total_rows`.
    var totalRows: Int?

    func hides(_ index: Int, seed: UInt64) -> Bool {
        if !removed.isEmpty && removed.contains(index) { return true }
        if hiddenMillionths == 0 { return false }
        var random = SeededRandom(seed: seed, stream: 4, index: index)
        return random.below(1_000_000) < hiddenMillionths
    }
}
