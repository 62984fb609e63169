import Ordering

/// The instants at which rules start or end by the clock, ascending.
struct RuleBoundaries: Sendable {
    private struct Boundary: Sendable {
        let instant: Int64
        let rule: DiscountRule
    }

    private var boundaries: [Boundary] = []
    /// Beyond this many added boundaries all are sorted again.
    private static let insertedMax = 32

    /// Removes the boundaries of the rules in `removed` and adds those of `added`.
    mutating func update(removed: [DiscountRule], added: [DiscountRule]) {
        if removed.count > Self.insertedMax {
            let removedSet = Set(removed)
            boundaries.removeAll { removedSet.contains($0.rule) }
        } else {
            for rule in removed { remove(rule) }
        }
        let new = added.flatMap { rule in
            Self.instants(rule).map { Boundary(instant: $0, rule: rule) }
        }
        if new.count > Self.insertedMax {
            boundaries += new
            boundaries.sort { $0.instant < $1.instant }
        } else {
            for boundary in new {
                boundaries.insert(boundary, at: index(behind: boundary.instant))
            }
        }
    }

    private mutating func remove(_ rule: DiscountRule) {
        for instant in Self.instants(rule) {
            var index = index(behind: instant &- 1)
            while index < boundaries.count, boundaries[index].instant == instant {
                if boundaries[index].rule == rule {
                    boundaries.remove(at: index)
                    break
                }
                index += 1
            }
        }
    }

    /// A rule without a scope has no visible start or end.
    private static func instants(_ rule: DiscountRule) -> [Int64] {
        rule.scope.isEmpty ? [] : rule.boundaries()
    }

    /// The first instant after `now`; nil when there is none.
    func next(after now: Int64) -> Int64? {
        let index = index(behind: now)
        return index < boundaries.count ? boundaries[index].instant : nil
    }

    /// The last instant up to `now`; nil when there is none.
    func last(upTo now: Int64) -> Int64? {
        let index = index(behind: now)
        return index > 0 ? boundaries[index - 1].instant : nil
    }

    /// Rules that start or end between two instants, in either order, without duplicates.
    func rules(between one: Int64, and other: Int64) -> Set<DiscountRule> {
        let range = index(behind: min(one, other))..<index(behind: max(one, other))
        return Set(boundaries[range].map(\.rule))
    }

    /// The first index with a later instant.
    private func index(behind instant: Int64) -> Int {
        boundaries.partitionPoint { $0.instant <= instant }
    }
}
