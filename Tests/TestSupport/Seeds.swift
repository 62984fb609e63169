import Glibc

/// The seeds of a randomised test: its own, or those in POSMIRROR_SEED.
///
/// A failure shows its seed as the test's argument: "with 1 argument seed → 7". `POSMIRROR_SEED=7
/// swift test --filter NAME` repeats it, `POSMIRROR_SEED=1-5000` runs more than usual; commas
/// separate several.
public enum Seeds {
    /// The environment variable that overrides the seeds of all tests.
    public static let variable = "POSMIRROR_SEED"

    /// The argument of `@Test(arguments:)`: `own`, unless overridden.
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

    /// The seeds in `text`; nil if it contains none.
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
