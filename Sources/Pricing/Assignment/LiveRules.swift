import Ordering

/// The live rules that change prices, by number and in tie order.
///
/// A rule keeps its number while it is unchanged. A released number is not reused in the same
/// update, so that one number never denotes different rules before and after an update.
struct LiveRules: Sendable {
    /// By number; nil for 0 and unused numbers.
    private(set) var rules: [DiscountRule?] = [nil]
    /// The lowest base price at which each rule applies, by number; cents.
    private(set) var thresholds: [Int64] = [0]
    /// Numbers in tie order.
    private(set) var ordered: [UInt32] = []
    /// Each number's index in `ordered`.
    private(set) var ranks: [UInt32] = [0]
    private var free: [UInt32] = []
    /// Beyond this many added rules all are sorted again, because each insertion moves the rules
    /// after it.
    private static let insertedMax = 32

    /// Removes the rules in `removed` and adds those in `added`. REQUIRES: none of the latter is
    /// present. Returns the numbers of both.
    mutating func update(
        removed: [DiscountRule], added: [DiscountRule]
    ) -> (removed: [UInt32], added: [UInt32]) {
        let released = removed.map { number(of: $0) }.filter { $0 != 0 }
        if !released.isEmpty {
            let removedSet = Set(released)
            ordered.removeAll { removedSet.contains($0) }
            for number in released { rules[Int(number)] = nil }
        }
        let numbers = added.map { give($0) }
        if numbers.count > Self.insertedMax {
            ordered += numbers
            let rules = rules
            ordered.sort { Self.precedes(rules[Int($0)], rules[Int($1)]) }
        } else {
            for number in numbers { ordered.insert(number, at: index(of: rules[Int(number)])) }
        }
        free += released
        for (rank, number) in ordered.enumerated() { ranks[Int(number)] = UInt32(rank) }
        return (released, numbers)
    }

    /// The number of a rule; 0 if it is not present.
    func number(of rule: DiscountRule) -> UInt32 {
        var index = index(of: rule)
        // Two versions of a rule with one id may be present, adjacent to each other.
        while index < ordered.count, let other = self.rule(ordered[index]),
            other.identity == rule.identity
        {
            if other == rule { return ordered[index] }
            index += 1
        }
        return 0
    }

    func rule(_ number: UInt32) -> DiscountRule? {
        number < rules.count ? rules[Int(number)] : nil
    }

    /// Whether some rule meets a condition.
    func contains(_ isWanted: (DiscountRule) -> Bool) -> Bool {
        ordered.contains { rules[Int($0)].map(isWanted) ?? false }
    }

    /// In tie order.
    var all: [DiscountRule] { ordered.compactMap { rules[Int($0)] } }

    /// Traps where numbers, ranks and rules do not agree; of many rules, for the first ones.
    func checkInvariants() {
        precondition(
            thresholds.count == rules.count && ranks.count == rules.count,
            "a threshold and a rank for every number")
        precondition(rules[0] == nil, "0 is no rule")
        precondition(ordered.count + free.count + 1 == rules.count, "a number is live or free")
        for (rank, number) in ordered.enumerated().prefix(512) {
            guard let rule = rules[Int(number)] else {
                preconditionFailure("ordered rules are live")
            }
            precondition(ranks[Int(number)] == UInt32(rank), "a rule knows its rank")
            precondition(
                thresholds[Int(number)] == rule.kind.savingThreshold, "a rule knows its threshold")
            precondition(
                rank == 0 || !Self.precedes(rule, rules[Int(ordered[rank - 1])]),
                "rules are in tie order")
        }
        precondition(
            free.prefix(512).allSatisfy { rules[Int($0)] == nil }, "a free number has none")
    }

    private mutating func give(_ rule: DiscountRule) -> UInt32 {
        if let number = free.popLast() {
            rules[Int(number)] = rule
            thresholds[Int(number)] = rule.kind.savingThreshold
            return number
        }
        let number = UInt32(rules.count)
        precondition(number < PricingLimits.ruleNumberMax)
        rules.append(rule)
        thresholds.append(rule.kind.savingThreshold)
        ranks.append(0)
        return number
    }

    /// The first index whose rule does not precede `rule`.
    private func index(of rule: DiscountRule?) -> Int {
        guard let rule else { return ordered.count }
        return ordered.partitionPoint { Self.precedes(rules[Int($0)], rule) }
    }

    private static func precedes(_ left: DiscountRule?, _ right: DiscountRule?) -> Bool {
        guard let left, let right else { return false }
        return RuleIdentity.precedes(left.identity, right.identity)
    }
}
