import Ordering

/// A contiguous range of rows of one location in an inventory, up to the start of the next one.
package struct LocationRange: Sendable {
    package let name: String
    package let firstRow: Int
    /// The rows are retained from an earlier listing.
    package let isRetained: Bool
}

extension Inventory {
    /// The range that contains a row; nil if unknown.
    package func locationRange(ofRow row: Int) -> LocationRange? {
        let next = locationRanges.partitionPoint { $0.firstRow <= row }
        return next > 0 ? locationRanges[next - 1] : nil
    }

    /// Number of items with listed (not retained) rows.
    public var answeredItemCount: Int {
        guard locationRanges.contains(where: \.isRetained) else { return items.count }
        return items.count { item in
            item.rowIndices.contains { locationRange(ofRow: $0)?.isRetained != true }
        }
    }

    /// Keys that identify rows across listings, see ``InventoryRowKey``.
    public func rowKeys() -> Set<UInt64> {
        Set((0..<rowCount).lazy.map { InventoryRowKey.key(ofRow: $0, in: self.rows) })
    }
}
