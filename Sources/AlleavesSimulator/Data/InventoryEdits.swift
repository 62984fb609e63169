import Randomness

/// What tests changed at run time; a value, so that a response works on a frozen copy.
struct InventoryEdits: Sendable {
    /// Out-the-door cents by item index.
    var prices: [Int: Int] = [:]
    /// Units by item index, all in the first row's retail area.
    var stocks: [Int: Int] = [:]
    var removed: Set<Int> = []
    /// Items hidden, in millionths; the same ones every time.
    var hiddenMillionths = 0
    /// Replaces the true count in `total_rows`.
    var totalRows: Int?

    func hides(_ index: Int, seed: UInt64) -> Bool {
        if !removed.isEmpty && removed.contains(index) { return true }
        if hiddenMillionths == 0 { return false }
        var random = SeededRandom(seed: seed, stream: 4, index: index)
        return random.below(1_000_000) < hiddenMillionths
    }
}
