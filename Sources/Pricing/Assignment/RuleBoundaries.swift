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

    /// Removes the boundaries of the rules `over` and adds those of `begun`.
    mutating func update(over: [DiscountRule], begun: [DiscountRule]) {
        if over.count > Self.insertedMax {
            let gone = Set(over)
            boundaries.removeAll { gone.contains($0.rule) }
        } else {
            for rule in over { remove(rule) }
        }
        let new = begun.flatMap { rule in
            Self.instants(rule).map { Boundary(instant: $0, rule: rule) }
        }
        if new.count > Self.insertedMax {
            boundaries += new
            boundaries.sort { $0.instant < $1.instant }
        } else {
            for boundary in new {
                boundaries.insert(boundary, at: place(behind: boundary.instant))
            }
        }
    }

    private mutating func remove(_ rule: DiscountRule) {
        for instant in Self.instants(rule) {
            var place = place(behind: instant &- 1)
            while place < boundaries.count, boundaries[place].instant == instant {
                if boundaries[place].rule == rule {
                    boundaries.remove(at: place)
                    break
                }
                place += 1
            }
        }
    }

    /// A rule without a scope has no visible start or end.
    private static func instants(_ rule: DiscountRule) -> [Int64] {
        rule.scope.isEmpty ? [] : rule.boundaries()
    }

    /// The first instant after `now`; nil when there is none.
    func next(after now: Int64) -> Int64? {
        let place = place(behind: now)
        return place < boundaries.count ? boundaries[place].instant : nil
    }

    /// The last instant up to `now`; nil when there is none.
    func last(upTo now: Int64) -> Int64? {
        let place = place(behind: now)
        return place > 0 ? boundaries[place - 1].instant : nil
    }

    /// Rules that start or end between two instants, in either order, without duplicates.
    func rules(between one: Int64, and other: Int64) -> Set<DiscountRule> {
        let range = place(behind: min(one, other))..<place(behind: max(one, other))
        return Set(boundaries[range].map(\.rule))
    }

    /// The first index with a later instant.
    private func place(behind instant: Int64) -> Int {
        boundaries.partitionPoint { $0.instant <= instant }
    }
}
