/// Rows of an inventory that belong together: those of one location, from one row on to where the
/// next place's rows begin.
package struct InventoryPlace: Sendable {
    package let name: String
    package let firstRow: Int
    /// They are what is known from before, not what the POS has just said.
    package let isRetained: Bool
}

extension Inventory {
    /// The place of a row; nil where nobody said.
    package func place(ofRow row: Int) -> InventoryPlace? {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = low + (high - low) / 2
            if places[middle].firstRow <= row { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? places[low - 1] : nil
    }

    /// Items of which the POS has just said something; all where nothing is retained.
    public var answeredItemCount: Int {
        guard places.contains(where: \.isRetained) else { return items.count }
        return items.count { item in
            item.rowIndices.contains { place(ofRow: $0)?.isRetained != true }
        }
    }

    /// Tells rows apart that can be the same in two listings, see ``InventoryRowKey``.
    public func rowKeys() -> Set<UInt64> {
        Set((0..<rowCount).lazy.map { InventoryRowKey.of($0, in: self.rows) })
    }
}
