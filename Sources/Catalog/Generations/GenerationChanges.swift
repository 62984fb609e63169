import Pricing

/// The difference between two generations, found by comparing only what they do not share.
public struct GenerationChanges {
    /// Encoded entries of a repeated MenuItem field with number 1, and their number.
    public var entries: [UInt8] = []
    public var count = 0
    /// Document ids of products that left the menu.
    public var removed: [String] = []

    public init() {}
}

extension Generation {
    /// Calls `body` with the changes since `old`, at most `limit` items per call; the last call has
    /// `isLast`. Without changes, one empty call.
    public func forEachChange(
        since old: Generation, limit: Int,
        _ body: (GenerationChanges, _ isLast: Bool) throws -> Void
    ) rethrows {
        var cursor = GenerationChangeCursor(from: old, to: self)
        while !cursor.isAtEnd {
            let changes = cursor.next(limit: limit)
            try body(changes, cursor.isAtEnd)
        }
    }

    fileprivate func append(_ position: RowPosition, to changes: inout GenerationChanges) {
        if segments[position.segment].flags(position.row).contains(.active) {
            appendEntry(position, to: &changes.entries)
        } else {
            changes.removed.append(documentID(position))
        }
        changes.count += 1
    }

    /// Active rows whose applied rule changed since `old`, or whose conditional offers did,
    /// ascending; may include rows that commits changed. Nil when there are more than `limit`.
    public func repricedRows(since old: Generation, limit: Int) -> [UInt32]? {
        let comparison = RuleComparison(old, self)
        var rows: [UInt32] = []
        for number in 0..<min(segments.count, old.segments.count) {
            if rows.count > limit { return nil }
            let (before, segment) = (old.segments[number], segments[number])
            if before === segment, !comparison.concerns(segment, number) { continue }
            old.withColumns(number, rulesOf: 0..<before.count) { columns in
                withColumns(number, rulesOf: 0..<segment.count) { now in
                    for row in 0..<min(before.count, segment.count)
                    where comparison.differs(columns.rules[row], now.rules[row])
                        || comparison.mayDiffer(offersOf: RowPosition(number, row))
                            && differ(old, RowPosition(number, row))
                    {
                        rows.append(UInt32(RowPosition(number, row).number))
                    }
                }
            }
        }
        return rows.count > limit ? nil : rows
    }

    /// The document id of a row of ``repricedRows(since:limit:)``.
    public func documentID(row: UInt32) -> String { documentID(RowPosition(Int(row))) }

    fileprivate func changedRows(
        _ number: Int, _ old: Generation, _ comparison: RuleComparison
    ) -> [Int] {
        let segment = segments[number]
        guard number < old.segments.count else {
            return (0..<segment.count).filter { segment.flags($0).contains(.active) }
        }
        let before = old.segments[number]
        let isSameRows = before === segment
        let isOtherDay = segment.isDated && old.today != today
        if isSameRows, !isOtherDay, !comparison.concerns(segment, number) { return [] }
        return old.withColumns(number, rulesOf: 0..<before.count) { columns in
            withColumns(number, rulesOf: 0..<segment.count) { now in
                (0..<segment.count).filter { row in
                    let wasActive = row < before.count && before.flags(row).contains(.active)
                    let isActive = segment.flags(row).contains(.active)
                    guard wasActive || isActive else { return false }
                    guard wasActive == isActive,
                        isSameRows || segment.hasSameItem(row, as: before)
                    else { return true }
                    if isOtherDay, segment.flags(row).contains(.dated) { return true }
                    let position = RowPosition(number, row)
                    return comparison.differs(columns.rules[row], now.rules[row])
                        || comparison.mayDiffer(offersOf: position) && differ(old, position)
                }
            }
        }
    }

    /// Whether a row's conditional offers changed since `old`.
    private func differ(_ old: Generation, _ position: RowPosition) -> Bool {
        old.itemWriter(position).offers != itemWriter(position).offers
    }
}

/// The changes from one generation to another, as far as they were read. Keeps both in memory.
public struct GenerationChangeCursor: Sendable {
    private let old: Generation
    public let new: Generation
    private let comparison: RuleComparison
    /// The segment whose rows come after `rows`.
    private var segment = 0
    /// The changed rows of the segment before it, and how many of them were read.
    private var rows: [Int] = []
    private var place = 0
    /// Whether the last changes were read.
    public private(set) var isAtEnd = false

    public init(from old: Generation, to new: Generation) {
        self.old = old
        self.new = new
        comparison = RuleComparison(old, new)
    }

    /// The next changes: `limit` of them, or all that are left, possibly none.
    public mutating func next(limit: Int) -> GenerationChanges {
        var changes = GenerationChanges()
        while changes.count < limit {
            guard place < rows.count else {
                guard segment < new.segments.count else {
                    isAtEnd = true
                    break
                }
                rows = new.changedRows(segment, old, comparison)
                (segment, place) = (segment + 1, 0)
                continue
            }
            new.append(Generation.RowPosition(segment - 1, rows[place]), to: &changes)
            place += 1
        }
        return changes
    }
}

/// Which rule numbers denote the same sale in two rule sets, and which groups are affected. Numbers
/// are reused over time, so equal numbers prove nothing when the sets are more than one step apart.
private struct RuleComparison {
    private let same: [Bool]
    private let offersDiffer: Bool
    /// Unchanged rows that are named by other references of rules than before.
    private let movedRows: Set<Int>
    /// Whether the applied rule of a row of the group may differ; nil where all may, empty where
    /// none may.
    private let groups: [Bool]?
    /// Segments with rows that rules name or named before.
    private let ownSegments: Set<Int>

    init(_ old: Generation, _ new: Generation) {
        let isOne = old.pricing === new.pricing
        let pairs = zip(old.pricing.presentations, new.pricing.presentations)
        same = pairs.map { one, other in
            isOne || one == nil && other == nil
                || one.flatMap { one in other.map { $0.isSame(as: one) } } ?? false
        }
        offersDiffer =
            !isOne
            && old.pricing.compiled.conditionalRules != new.pricing.compiled.conditionalRules
        let isReused = zip(pairs, same).contains { $0.0 != nil && $0.1 != nil && !$1 }
        let differing = (0..<UInt32(new.groups.count)).map {
            !isOne && new.assignment.table.differs(from: old.assignment.table, group: $0)
        }
        groups = offersDiffer || isReused ? nil : differing.contains(true) ? differing : []
        movedRows = new.products.rowsDiffering(from: old.products)
        let owns = [old.assignment.productRuleRows, new.assignment.productRuleRows]
        let isSame = isOne && movedRows.isEmpty || owns[0] == owns[1]
        let own = isSame ? [] : Set(owns.joined().map { Int($0.row) })
        ownSegments = Set(own.union(movedRows).map { Generation.RowPosition($0).segment })
    }

    /// Whether the applied rule of an unchanged row of the segment may differ.
    func concerns(_ segment: Segment, _ number: Int) -> Bool {
        guard let groups else { return true }
        if ownSegments.contains(number) { return true }
        return !groups.isEmpty && segment.groups.contains { groups[Int($0)] }
    }

    /// Whether the conditional offers of a row may differ.
    func mayDiffer(offersOf position: Generation.RowPosition) -> Bool {
        offersDiffer || !movedRows.isEmpty && movedRows.contains(position.number)
    }

    func differs(_ old: UInt32, _ new: UInt32) -> Bool {
        old != new || Int(old) >= same.count || !same[Int(old)]
    }
}

extension SalePresentation {
    fileprivate func isSame(as other: SalePresentation) -> Bool {
        kind == other.kind && constant == other.constant && since == other.since
    }
}

extension Segment {
    fileprivate func hasSameItem(_ row: Int, as other: Segment) -> Bool {
        withItem(row) { item in
            other.withItem(row) { $0.count == item.count && $0.elementsEqual(item) }
        }
    }
}
