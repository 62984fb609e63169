import Testing

extension HouseRules {
    /// A failure names its seed, and POSMIRROR_SEED runs it again: see TestSupport's `Seeds`.
    @Test func seededTestsTakeTheirSeedsFromSeeds() {
        let found = violations(in: ["Tests/"]) { file, number, line in
            guard !file.path.hasPrefix("Tests/TidyTests/") else { return false }
            guard line.contains("seed: UInt64)") || line.contains("seed: Int)"),
                line.contains("func "), number > 0
            else { return false }
            let test = line.contains("@Test") ? line : file.lines[number - 1]
            return test.contains("@Test") && !test.contains("Seeds.of(")
        }
        #expect(found == [])
    }

    /// A generator with a seed of its own in a test's body could not be run with another.
    @Test func noTestDrawsFromASeedOfItsOwn() {
        let found = violations(in: ["Tests/"]) { file, _, line in
            // The generator's own tests are of the numbers that certain seeds give.
            !file.path.hasPrefix("Tests/RandomnessTests/")
                && line.contains(/SeededRandom\(seed: *[0-9]/)
        }
        #expect(found == [])
    }
}
