import Ordering

/// A contiguous range of rows of one location in an inventory, up to the start of the next one.
package struct InventoryPlace: Sendable {
    package let name: String
    package let firstRow: Int
    /// The rows are retained from an earlier listing.
    package let isRetained: Bool
}

extension Inventory {
    /// The place of a row; nil where unknown.
    package func place(ofRow row: Int) -> InventoryPlace? {
        let next = places.partitionPoint { $0.firstRow <= row }
        return next > 0 ? places[next - 1] : nil
    }

    /// Number of items with listed (not retained) rows.
    public var answeredItemCount: Int {
        guard places.contains(where: \.isRetained) else { return items.count }
        return items.count { item in
            item.rowIndices.contains { place(ofRow: $0)?.isRetained != true }
        }
    }

    /// Keys that identify rows across listings, see ``InventoryRowKey``.
    public func rowKeys() -> Set<UInt64> {
        Set((0..<rowCount).lazy.map { InventoryRowKey.of($0, in: self.rows) })
    }
}
