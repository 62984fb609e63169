/// The live rules of one key in order of precedence, without those that can never win.
///
/// A rule applies from its saving threshold upwards, so a later rule matters only below the
/// thresholds of the earlier ones: thresholds in a chain strictly decrease.
struct CandidateChain: Sendable, Equatable {
    struct Candidate: Sendable, Equatable {
        /// Lowest base price, in cents, at which the rule applies.
        let threshold: Int32
        let rule: UInt32
    }

    private(set) var candidates: [Candidate] = []

    /// Appends the next rule in order; dropped if an earlier one applies at every price at which it
    /// would.
    mutating func append(rule: UInt32, threshold: Int64) {
        // No price reaches a threshold above the maximum.
        guard threshold <= PricingLimits.priceCentsMax,
            threshold < candidates.last.map({ Int64($0.threshold) }) ?? .max
        else { return }
        candidates.append(Candidate(threshold: Int32(threshold), rule: rule))
    }

    /// Removes all candidates and keeps the memory.
    mutating func removeAll() { candidates.removeAll(keepingCapacity: true) }

    /// Appends the chain of a less specific level.
    mutating func append(contentsOf other: CandidateChain) {
        for candidate in other.candidates {
            append(rule: candidate.rule, threshold: Int64(candidate.threshold))
        }
    }

    /// The first rule that applies at a price; 0 when none does.
    func rule(price: Int32) -> UInt32 {
        for candidate in candidates where price >= candidate.threshold { return candidate.rule }
        return 0
    }
}
