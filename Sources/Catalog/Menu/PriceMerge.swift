import Pricing

/// Merges several runs of the price index by current price, with a heap of the next row of each.
/// Rows beyond the page are never visited.
struct PriceMerge {
    /// The next row of one run.
    private struct Head {
        var key: Int64
        var position: PriceIndex.EntryPosition
        /// Rows of the run after it.
        var remaining: Int
        let formula: SaleFormula
    }

    private let generation: Generation
    private let keys: MenuSortKeys
    private let backwards: Bool
    private var heads: [Head] = []
    /// Matching rows of all runs.
    private(set) var count = 0

    init(_ generation: Generation, _ keys: MenuSortKeys) {
        self.generation = generation
        self.keys = keys
        backwards = keys.order == .priceDescending
    }

    /// Adds a run with `matches` matching rows.
    mutating func add(_ run: PriceSelection.Run, _ matches: Int) {
        guard matches > 0 else { return }
        assert(matches <= run.ranks.count, "rows that match are of the run")
        count += matches
        let first = backwards ? run.ranks.upperBound - 1 : run.ranks.lowerBound
        let position = generation.priceIndex.position(ofRank: first)
        heads.append(
            Head(
                key: key(position, run.formula), position: position, remaining: run.ranks.count - 1,
                formula: run.formula))
    }

    /// Calls `body` with the index entries' rows and keys, in key order, until it returns false.
    mutating func forEach(_ body: (_ row: UInt32, _ key: Int64) -> Bool) {
        for parent in stride(from: heads.count / 2 - 1, through: 0, by: -1) { siftDown(parent) }
        while let head = heads.first, body(generation.priceIndex.row(at: head.position), head.key) {
            assert(head.remaining >= 0, "a run has its rows")
            if head.remaining > 0 {
                heads[0].position = generation.priceIndex.position(
                    after: head.position, backwards: backwards)
                heads[0].remaining -= 1
                heads[0].key = key(heads[0].position, head.formula)
            } else {
                let last = heads.removeLast()
                if heads.isEmpty { return }
                heads[0] = last
            }
            siftDown(0)
        }
    }

    private func key(_ position: PriceIndex.EntryPosition, _ formula: SaleFormula) -> Int64 {
        keys.priceKey(formula.price(base: generation.priceIndex.price(at: position)))
    }

    private mutating func siftDown(_ start: Int) {
        heads.withUnsafeMutableBufferPointer { heads in
            let moved = heads[start]
            var parent = start
            while true {
                var child = 2 * parent + 1
                guard child < heads.count else { break }
                if child + 1 < heads.count, heads[child + 1].key < heads[child].key { child += 1 }
                guard heads[child].key < moved.key else { break }
                heads[parent] = heads[child]
                parent = child
            }
            heads[parent] = moved
        }
    }
}
