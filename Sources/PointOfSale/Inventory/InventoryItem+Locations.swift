import Ordering

extension InventoryItem {
    /// The item at each location that has rows of it, in the order of the locations' names (UTF-8):
    /// what an inventory of that location alone would have of it. Empty where nobody said whose the
    /// rows are.
    ///
    /// The rows of a location are a part of the item's in the same order, since the order does not
    /// depend on other rows; the sums are made here.
    public func byLocation() -> [(name: String, item: InventoryItem)] {
        guard summary.hasSeveralSources else {
            let first = Int(inventory.order[Int(summary.firstPosition)])
            return inventory.locationRange(ofRow: first).map { [($0.name, self)] } ?? []
        }
        var parts: [(name: String, item: InventoryItem)] = []
        var start = Int(summary.firstPosition + summary.rowCount)
        let end = start + Int(summary.rowCount)
        while start < end {
            let first = inventory.row(Int(inventory.order[start]))
            var next = start + 1
            while next < end, inventory.row(Int(inventory.order[next])).source == first.source {
                next += 1
            }
            if let location = inventory.locationRange(ofRow: Int(inventory.order[start])) {
                parts.append((location.name, part(start..<next)))
            }
            start = next
        }
        parts.sort { ByteOrder.compare($0.name, $1.name) < 0 }
        return parts
    }

    /// The item as if these were all rows of it.
    private func part(_ positions: Range<Int>) -> InventoryItem {
        var part = ItemSummary(
            idItem: summary.idItem, firstPosition: Int32(truncatingIfNeeded: positions.lowerBound),
            rowCount: Int32(truncatingIfNeeded: positions.count))
        // What is odd of the rows was noted of the whole item.
        var noted = InventoryFindings()
        ItemSums(rows: inventory.rows, enrichment: inventory.enrichment)
            .sum(&part, inventory.order[positions], &noted)
        return InventoryItem(inventory: inventory, index: index, summary: part)
    }
}
