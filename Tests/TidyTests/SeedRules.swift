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
}
