/// Numbers for live rules, stable from one compilation to the next.
struct RuleNumbering: Sendable {
    /// By number; 0 is never used.
    private let rules: [DiscountRule?]
    private let numbers: [DiscountRule: UInt32]

    /// Equal rules keep their number. Others get numbers that `previous` did not use, because
    /// products still hold those until they are assigned anew.
    init(_ live: [DiscountRule], previous: RuleNumbering?) {
        var numbers: [DiscountRule: UInt32] = [:]
        numbers.reserveCapacity(live.count)
        var fresh: [DiscountRule] = []
        for rule in live {
            if let kept = previous?.numbers[rule] {
                numbers[rule] = kept
            } else {
                fresh.append(rule)
            }
        }
        var free = RuleNumbering.freeNumbers(in: previous)
        var next = UInt32(max(1, previous?.rules.count ?? 1))
        for rule in fresh where numbers[rule] == nil {
            if let reused = free.popLast() {
                numbers[rule] = reused
            } else {
                precondition(next < PricingLimits.ruleNumberMax)
                numbers[rule] = next
                next += 1
            }
        }
        var rules: [DiscountRule?] = Array(repeating: nil, count: Int(next))
        for (rule, number) in numbers { rules[Int(number)] = rule }
        self.numbers = numbers
        self.rules = rules
    }

    /// Highest first, so that the lowest is taken first.
    private static func freeNumbers(in previous: RuleNumbering?) -> [UInt32] {
        guard let previous else { return [] }
        return (1..<max(1, previous.rules.count)).reversed()
            .filter { previous.rules[$0] == nil }.map { UInt32($0) }
    }

    func number(of rule: DiscountRule) -> UInt32 { numbers[rule] ?? 0 }

    func rule(_ number: UInt32) -> DiscountRule? {
        number < rules.count ? rules[Int(number)] : nil
    }

    func contains(_ rule: DiscountRule) -> Bool { numbers[rule] != nil }
}
