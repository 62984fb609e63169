import CivilTime

/// A set of days as disjoint, non-adjacent ranges, newest first.
struct DaySet: Equatable {
    private(set) var ranges: [ClosedRange<CivilDate>] = []

    init() {}

    /// The empty set if `first` is after `last`.
    init(from first: CivilDate, through last: CivilDate) {
        if first <= last { ranges = [first...last] }
    }

    var isEmpty: Bool { ranges.isEmpty }

    /// Number of days.
    var count: Int64 { ranges.reduce(0) { $0 + $1.days } }

    mutating func insert(_ range: ClosedRange<CivilDate>) {
        var merged = range
        var rest: [ClosedRange<CivilDate>] = []
        for other in ranges {
            let isBelow = other.upperBound + 1 < merged.lowerBound
            if isBelow || merged.upperBound + 1 < other.lowerBound {
                rest.append(other)
            } else {
                merged =
                    min(
                        merged.lowerBound, other.lowerBound)...max(
                        merged.upperBound, other.upperBound)
            }
        }
        ranges = (rest + [merged]).sorted { $0.lowerBound > $1.lowerBound }
        assert(isNormal && ranges.contains { $0.contains(range.lowerBound) }, "a day is in one")
    }

    /// Whether the ranges go from new to old with a day between any two.
    private var isNormal: Bool {
        zip(ranges, ranges.dropFirst()).allSatisfy { $1.upperBound + 1 < $0.lowerBound }
    }

    mutating func remove(_ range: ClosedRange<CivilDate>) {
        ranges = ranges.flatMap { other -> [ClosedRange<CivilDate>] in
            guard other.overlaps(range) else { return [other] }
            var rest: [ClosedRange<CivilDate>] = []
            if other.upperBound > range.upperBound {
                rest.append(range.upperBound + 1...other.upperBound)
            }
            if other.lowerBound < range.lowerBound {
                rest.append(other.lowerBound...range.lowerBound + -1)
            }
            return rest
        }
        assert(isNormal && !ranges.contains { $0.overlaps(range) }, "what is removed is in none")
    }

    func subtracting(_ other: DaySet) -> DaySet {
        var result = self
        for range in other.ranges { result.remove(range) }
        return result
    }

    func contains(_ day: CivilDate) -> Bool { ranges.contains { $0.contains(day) } }

    /// Removes the oldest ranges beyond `count`.
    mutating func keepNewest(_ count: Int) {
        if ranges.count > count { ranges.removeLast(ranges.count - count) }
    }
}

extension ClosedRange<CivilDate> {
    var days: Int64 { upperBound.number - lowerBound.number + 1 }
}
