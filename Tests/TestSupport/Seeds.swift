import Glibc

/// The seeds of a test that draws at random: its own, or those that POSMIRROR_SEED names.
///
/// A failure names its seed, which is an argument of the test: "with 1 argument seed → 7".
/// `POSMIRROR_SEED=7 swift test --filter NAME` runs that one again, `POSMIRROR_SEED=1-5000` looks
/// further than the usual run; a comma separates several.
public enum Seeds {
    /// The variable that replaces every seeded test's own seeds.
    public static let variable = "POSMIRROR_SEED"

    /// What `@Test(arguments:)` of a seeded test takes; `own` are run where nobody asks for others.
    public static func of<Number: FixedWidthInteger & Sendable>(
        _ own: some Sequence<Number>
    ) -> [Number] {
        guard let text = getenv(variable).map({ String(cString: $0) }), !text.isEmpty else {
            return Array(own)
        }
        guard let asked: [Number] = parsed(text) else {
            fatalError("\(variable)=\(text) is neither a number, a list 1,2 nor a range 1-50")
        }
        return asked
    }

    /// The seeds that `text` names; nil if it names none.
    static func parsed<Number: FixedWidthInteger>(_ text: String) -> [Number]? {
        var seeds: [Number] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = Number(ends[0]), let last = Number(ends[ends.count - 1]),
                first <= last, last - first < 1_000_000
            else { return nil }
            seeds += first...last
        }
        return seeds
    }
}
