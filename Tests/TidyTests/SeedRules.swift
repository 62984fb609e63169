import Testing

extension HouseRules {
    /// A failure names its seed, and POSMIRROR_SEED runs it again: see TestSupport's `Seeds`.
    @Test func seededTestsTakeTheirSeedsFromSeeds() {
        let found = violations(in: ["Tests/"]) { file, number, line in
            guard !file.path.hasPrefix("Tests/TidyTests/") else { return false }
            if line.contains(/(Random|Generator)\((seed|state): [0-9]/) {
                // What a static function draws is a table that several tests share.
                let function = file.lines[..<number].last { $0.contains("func ") }
                return function?.contains("static func") != true
            }
            guard line.contains("seed: UInt64)") || line.contains("seed: Int)"),
                line.contains("func "), number > 0
            else { return false }
            let test = line.contains("@Test") ? line : file.lines[number - 1]
            return test.contains("@Test") && !test.contains("Seeds.of(")
        }
        #expect(found == [])
    }
}
