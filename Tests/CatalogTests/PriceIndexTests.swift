import Randomness
import TestSupport
import Testing

@testable import Catalog

/// The price index against a plain sorted array, over random changes. A failure names its seed.
@Suite struct PriceIndexTests {
    /// Rows by number: group, price, in stock.
    private typealias Rows = [Int: PriceIndex.Entry]

    @Test(arguments: Seeds.of(0..<12 as Range<UInt64>))
    func changesLeaveWhatSortingAllWouldMake(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var rows: Rows = [:]
        var index = PriceIndex()
        for step in 0..<40 {
            // Some changes touch a row or two, some many chunks, and some take nearly all away.
            let count = [2, 40, 1500].randomElement(using: &random) ?? 2
            let isClearing = step % 13 == 12
            var removed: [PriceIndex.Entry] = []
            var added: [PriceIndex.Entry] = []
            let touched =
                isClearing
                ? Set(rows.keys.filter { _ in Int.random(in: 0..<50, using: &random) > 0 })
                : Set((0..<count).map { _ in Int.random(in: 0..<6000, using: &random) })
            for row in touched {
                if let old = rows.removeValue(forKey: row) { removed.append(old) }
                if isClearing || Int.random(in: 0..<5, using: &random) == 0 { continue }
                let entry = Self.entry(row, &random)
                rows[row] = entry
                added.append(entry)
            }
            index.update(removed: removed.shuffled(using: &random), added: added)
            check(index, rows, "seed \(seed) step \(step)", &random)
        }
    }

    private static func entry(_ row: Int, _ random: inout SeededRandom) -> PriceIndex.Entry {
        PriceIndex.Entry(
            group: UInt32.random(in: 0..<5, using: &random),
            price: Int32.random(in: 0..<200, using: &random) * 50, row: row,
            isInStock: Bool.random(using: &random))
    }

    private func check(
        _ index: PriceIndex, _ rows: Rows, _ comment: Comment, _ random: inout SeededRandom
    ) {
        let sorted = rows.values.sorted()
        #expect(index.count == sorted.count, comment)
        for _ in 0..<20 {
            let group = UInt32.random(in: 0..<6, using: &random)
            let low = Int32.random(in: 0..<11_000, using: &random)
            let high =
                Bool.random(using: &random)
                ? nil : Int32.random(in: 0..<11_000, using: &random)
            let ranks = index.ranks(group: group, from: low, to: high)
            let wanted = sorted.filter { entry in
                let price = Int32(truncatingIfNeeded: entry.key)
                return entry.key >> 32 == UInt64(group) && price >= low
                    && price < high ?? .max
            }
            #expect(ranks.count == wanted.count, comment)
            for backwards in [false, true] {
                let found = entries(index, ranks, backwards)
                let expected = backwards ? wanted.reversed() : wanted
                #expect(found.map(\.row) == expected.map(\.row), comment)
                #expect(
                    found.map(\.price) == expected.map { Int32(truncatingIfNeeded: $0.key) },
                    comment)
            }
            var rows: [UInt32] = []
            index.forEachRun(ranks) { rows += $0 }
            #expect(rows == wanted.map(\.row), comment)
        }
    }

    private func entries(
        _ index: PriceIndex, _ ranks: Range<Int>, _ backwards: Bool
    ) -> [(price: Int32, row: UInt32)] {
        guard !ranks.isEmpty else { return [] }
        var position = index.position(ofRank: backwards ? ranks.upperBound - 1 : ranks.lowerBound)
        return ranks.map { rank in
            if rank > ranks.lowerBound {
                position = index.position(after: position, backwards: backwards)
            }
            return (index.price(at: position), index.row(at: position))
        }
    }

    @Test func nothingIsBeforeTheFirstAndAllBehindTheLast() {
        #expect(PriceIndex().rank(.max) == 0)
        #expect(PriceIndex().ranks(group: 0, from: 0, to: nil).isEmpty)
        var index = PriceIndex()
        index.update(
            removed: [], added: [.init(group: 3, price: 100, row: 7, isInStock: true)])
        #expect(index.rank(0) == 0)
        #expect(index.rank(.max) == 1)
        // A price below zero stands where zero does.
        #expect(index.ranks(group: 3, from: -5, to: 100).isEmpty)
        #expect(index.ranks(group: 3, from: 100, to: 101) == 0..<1)
    }

    @Test(arguments: [0, 1, 2, 700, 5000])
    func sortingByDigitsEqualsSortingByComparison(count: Int) {
        var random = SeededRandom(seed: UInt64(count))
        let entries = (0..<count).map { row in
            PriceIndex.Entry(
                group: UInt32.random(in: 0..<70_000, using: &random),
                price: Int32.random(in: 0...100_000_000, using: &random), row: row,
                isInStock: Bool.random(using: &random))
        }
        #expect(RadixSort.sorted(entries) == entries.sorted())
    }
}
