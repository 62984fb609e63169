import Dispatch
import Pricing

/// Assigns rules to rows, all of them or some, sharing what did not change.
struct Repricing {
    let segments: [Segment]
    let table: GroupTable
    /// Rows of products that have rules of their own, by segment.
    private let itemRows: [Int: [ItemRow]]

    init(_ generation: Generation, _ compiled: CompiledRules) {
        segments = generation.segments
        table = GroupTable(compiled, groups: generation.groups)
        var itemRows: [Int: [ItemRow]] = [:]
        for itemId in compiled.itemIds {
            guard let row = generation.row(itemId: itemId), row < generation.rowCount else {
                continue
            }
            let position = Generation.Position(row)
            itemRows[position.segment, default: []].append(
                ItemRow(row: position.row, itemId: itemId))
        }
        self.itemRows = itemRows
    }

    /// Every row, on all processors; an assignment that comes out as before is shared.
    func assignAll(previous: [Assignment]) -> [Assignment] {
        let count = segments.count
        let workers = min(CatalogLimits.pricingThreads, count / CatalogLimits.segmentsPerThreadMin)
        guard workers > 1 else {
            return segments.indices.map { assign($0, previous: previous[$0]) }
        }
        let share = (count + workers - 1) / workers
        var result: [Assignment] = previous
        result.withUnsafeMutableBufferPointer { slots in
            // Each worker writes the slots of its own range and reads nobody else's.
            nonisolated(unsafe) let slots = slots
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
                for number in worker * share..<min((worker + 1) * share, count) {
                    slots[number] = assign(number, previous: slots[number])
                }
            }
        }
        return result
    }

    /// Every row of segment `number`; `previous` itself where nothing changed.
    private func assign(_ number: Int, previous: Assignment) -> Assignment {
        let segment = segments[number]
        var counts = AssignmentCounts()
        let rules = [UInt32](unsafeUninitializedCapacity: segment.count) { rules, count in
            count = segment.count
            let target = UnsafeMutableBufferPointer(rebasing: rules[..<count])
            counts = previous.rules.withUnsafeBufferPointer { old in
                segment.withPriceColumns { prices, groups in
                    table.assign(
                        prices: prices, groups: groups, items: itemRows[number] ?? [],
                        previous: old, into: target)
                }
            }
        }
        return counts.changed == 0 ? previous : Assignment(rules: rules, onSale: counts.onSale)
    }

    /// The given rows only, which must be all that a change can concern; each once.
    func reassign(rows: [UInt32], assignments: [Assignment]) -> [Assignment] {
        var result = assignments
        var start = 0
        while start < rows.count {
            let number = Int(rows[start]) / CatalogLimits.segmentRowsMax
            var end = start + 1
            while end < rows.count, Int(rows[end]) / CatalogLimits.segmentRowsMax == number {
                end += 1
            }
            if let changed = reassign(rows[start..<end], of: number, result[number]) {
                result[number] = changed
            }
            start = end
        }
        return result
    }

    /// Rows of one segment; nil where none of them changed its rule.
    private func reassign(
        _ rows: ArraySlice<UInt32>, of number: Int, _ old: Assignment
    ) -> Assignment? {
        let segment = segments[number]
        // Few rows have rules of their own: looking there is quicker than asking by item id.
        let items = itemRows[number] ?? []
        var rules = old.rules
        var onSale = old.onSale
        let counts = rules.withUnsafeMutableBufferPointer { rules in
            segment.withPriceColumns { prices, groups in
                table.reassign(
                    rows: rows, firstRow: number * CatalogLimits.segmentRowsMax, prices: prices,
                    groups: groups,
                    itemId: { row in items.first { $0.row == row }?.itemId }, into: rules
                ) { row, before in
                    onSale += (rules[row] != 0 ? 1 : 0) - (before != 0 ? 1 : 0)
                }
            }
        }
        return counts.changed == 0 ? nil : Assignment(rules: rules, onSale: onSale)
    }
}

extension Segment {
    /// Prices and groups, which decide sales; they must not leave `body`.
    @inline(__always)
    func withPriceColumns<Result>(
        _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<UInt32>) -> Result
    ) -> Result {
        prices.withUnsafeBufferPointer { prices in
            groups.withUnsafeBufferPointer { body(prices, $0) }
        }
    }
}
