import Randomness
import Testing

@Suite struct SeededRandomTests {
    /// The reference implementation's first numbers for this seed.
    @Test func theNumbersAreSplitMixes() {
        var random = SeededRandom(seed: 1_234_567)
        #expect(
            (0..<5).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func drawsStayWithinTheirBoundsAndReachThem() {
        var random = SeededRandom(seed: 2)
        let draws = (0..<1_000).map { _ in random.between(-2, 3) }
        #expect(Set(draws) == Set(-2...3))
        #expect((0..<1_000).allSatisfy { _ in random.below(1) == 0 })
        let hits = (0..<10_000).filter { _ in random.chance(1, of: 4) }.count
        #expect((2_200...2_800).contains(hits))
    }

    @Test func neighboursAreIndependent() {
        var firsts: Set<UInt64> = []
        for stream: UInt64 in 0..<10 {
            for index in 0..<100 {
                var random = SeededRandom(seed: 7, stream: stream, index: index)
                firsts.insert(random.next())
            }
        }
        #expect(firsts.count == 1_000)
    }
}
