/// How much work that serves nobody a peer may still cause: a bucket of tokens that time and useful
/// work refill.
struct FloodBudget {
    private let tokensMax: Int
    private let perSecond: Int
    private var tokens: Int
    /// Up to when time has been paid for.
    private var paidNanoseconds: UInt64

    init(tokensMax: Int, perSecond: Int, nowNanoseconds: UInt64) {
        precondition(tokensMax > 0 && perSecond > 0, "a budget allows something")
        self.tokensMax = tokensMax
        self.perSecond = perSecond
        tokens = tokensMax
        paidNanoseconds = nowNanoseconds
    }

    /// Takes tokens; false if there are not enough. The clock counts only then.
    @inline(__always)
    mutating func spend(_ count: Int, _ nowNanoseconds: UInt64) -> Bool {
        tokens &-= count
        return tokens >= 0 || refill(nowNanoseconds)
    }

    /// Gives tokens for useful work.
    @inline(__always)
    mutating func earn(_ count: Int) { tokens = min(tokensMax, tokens &+ count) }

    @inline(never)
    private mutating func refill(_ nowNanoseconds: UInt64) -> Bool {
        // A clock that goes back pays nothing.
        guard nowNanoseconds > paidNanoseconds else { return false }
        let elapsed = min(nowNanoseconds - paidNanoseconds, 3_600_000_000_000)
        let earned = Int(elapsed / 1_000) * perSecond / 1_000_000
        paidNanoseconds = nowNanoseconds
        tokens = min(tokensMax, tokens + earned)
        return tokens >= 0
    }
}
