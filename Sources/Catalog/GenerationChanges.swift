import Pricing

/// What differs between two states of a menu, found by comparing what they do not share.
public struct GenerationChanges {
    /// Entries of a repeated MenuItem field with number 1, encoded, and how many.
    public var entries: [UInt8] = []
    public var count = 0
    /// Document ids of products that left the menu.
    public var removed: [String] = []

    public init() {}
}

extension Generation {
    /// Calls `body` with what changed since `old`, at most `limit` items at a time; the last call
    /// has `isLast`. Called once, with nothing, where nothing changed.
    public func forEachChange(
        since old: Generation, limit: Int,
        _ body: (GenerationChanges, _ isLast: Bool) throws -> Void
    ) rethrows {
        let comparison = RuleComparison(old.pricing, pricing)
        var changes = GenerationChanges()
        for number in segments.indices {
            for row in changedRows(number, old, comparison) {
                let position = Position(number, row)
                if segments[number].flags(row).contains(.active) {
                    appendEntry(position, to: &changes.entries)
                } else {
                    changes.removed.append(id(position))
                }
                changes.count += 1
                if changes.count == limit {
                    try body(changes, false)
                    changes = GenerationChanges()
                }
            }
        }
        try body(changes, true)
    }

    private func changedRows(
        _ number: Int, _ old: Generation, _ comparison: RuleComparison
    ) -> [Int] {
        let segment = segments[number]
        guard number < old.segments.count else {
            return (0..<segment.count).filter { segment.flags($0).contains(.active) }
        }
        let before = old.segments[number]
        let isSameRows = before === segment
        if isSameRows, assignments[number] === old.assignments[number], comparison.isSame {
            return []
        }
        return (0..<segment.count).filter { row in
            let wasActive = row < before.count && before.flags(row).contains(.active)
            let isActive = segment.flags(row).contains(.active)
            guard wasActive || isActive else { return false }
            guard wasActive == isActive, isSameRows || segment.hasSameItem(row, as: before) else {
                return true
            }
            let position = Position(number, row)
            return comparison.differs(old.rule(at: position), rule(at: position))
                || comparison.offersDiffer
                    && old.dressed(position).offers != dressed(position).offers
        }
    }

    private func id(_ position: Position) -> String {
        let segment = segments[position.segment]
        return segment.bytes.withUnsafeBytes { bytes in
            let range = MenuItemID.range(itemAt: segment.itemRange(position.row), of: bytes)
            return String(decoding: bytes[range], as: UTF8.self)
        }
    }
}

/// Which rule numbers mean the same sale in two rule sets. Numbers are reused over time, so equal
/// numbers alone prove nothing when the sets lie more than one step apart.
private struct RuleComparison {
    private let same: [Bool]
    let offersDiffer: Bool
    let isSame: Bool

    init(_ old: PricingState, _ new: PricingState) {
        let isOne = old === new
        same = zip(old.presentations, new.presentations).map { one, other in
            isOne || one == nil && other == nil
                || one.flatMap { one in other.map { $0.isSame(as: one) } } ?? false
        }
        offersDiffer = !isOne && old.compiled.conditionalRules != new.compiled.conditionalRules
        isSame =
            isOne
            || !offersDiffer && same.allSatisfy { $0 }
                && old.presentations.count == new.presentations.count
    }

    func differs(_ old: UInt32, _ new: UInt32) -> Bool {
        old != new || Int(old) >= same.count || !same[Int(old)]
    }
}

extension SalePresentation {
    fileprivate func isSame(as other: SalePresentation) -> Bool {
        kind == other.kind && constant == other.constant
    }
}

extension Segment {
    fileprivate func hasSameItem(_ row: Int, as other: Segment) -> Bool {
        withItem(row) { item in
            other.withItem(row) { $0.count == item.count && $0.elementsEqual(item) }
        }
    }
}
