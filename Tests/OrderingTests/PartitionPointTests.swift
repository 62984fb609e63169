import Ordering
import Randomness
import TestSupport
import Testing

@Suite struct PartitionPointTests {
    @Test(arguments: Seeds.of([5] as [UInt64]))
    func itIsWhereALinearSearchStops(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for count in 0..<40 {
            let numbers = (0..<count).map { _ in random.below(12) }.sorted()
            for wanted in -1...12 {
                let linear = numbers.firstIndex { $0 >= wanted } ?? count
                #expect(numbers.partitionPoint { $0 < wanted } == linear)
            }
        }
    }

    @Test func aSliceIsSearchedByItsOwnIndices() {
        let slice = [9, 1, 3, 5, 7, 0][1..<5]
        #expect(slice.partitionPoint { $0 < 5 } == 3)
        #expect(slice.partitionPoint { $0 < 9 } == 5)
    }
}
