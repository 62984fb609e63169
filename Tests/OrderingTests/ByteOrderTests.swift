import Ordering
import Randomness
import TestSupport
import Testing

@Suite struct ByteOrderTests {
    @Test func bytesAreUnsignedAndTheShorterIsFirst() {
        let ordered = ["", "a", "a\u{0}", "aa", "b", "e\u{301}", "\u{E9}", "\u{FFFD}", "\u{1F600}"]
        for (left, first) in ordered.enumerated() {
            for (right, second) in ordered.enumerated() {
                #expect(ByteOrder.compare(first, second).signum() == (left - right).signum())
                #expect(ByteOrder.equal(first, second) == (left == right))
            }
        }
    }

    @Test(arguments: Seeds.of([7] as [UInt64]))
    func randomBytesCompareAsTheStandardLibraryDoes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2_000 {
            let pair = (0..<2).map { _ in
                (0..<random.below(6)).map { _ in UInt8(random.below(3) * 127) }
            }
            let expected =
                pair[0] == pair[1] ? 0 : pair[0].lexicographicallyPrecedes(pair[1]) ? -1 : 1
            #expect(ByteOrder.compare(pair[0], pair[1]).signum() == expected)
        }
    }
}
