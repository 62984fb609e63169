/// Rows of another location in the response for one location.
///
/// A POS that ignores or misunderstands `id_location` responds with all its rows: the stock of both
/// locations for each of two, or of other stores for the only one.
public struct ForeignRows: Equatable, Sendable {
    public let count: Int
    /// The lowest id among the other locations.
    public let location: String
    /// The rows were kept, because none names the requested location: the POS may have two ids for
    /// it.
    public let areKept: Bool

    /// A sentence for warnings.
    public var text: String {
        let rows = count == 1 ? "1 row" : "\(count) rows"
        return areKept
            ? "all \(rows) say that they are location \(location)'s; is its locationId right?"
            : "\(rows) of location \(location) or others came with its own and were left out"
    }
}

extension InventoryListing {
    /// Removes rows of other locations, if some rows are explicitly of this one.
    package func keeping(_ own: String?) -> InventoryListing {
        guard let own = own.map({ POSID($0) }) else { return self }
        let named = (0..<inventory.rowCount).map { inventory.row($0).id(.idLocation) }
        guard named.contains(own) else { return keepingAll(named) }
        let foreign = named.map { $0 != nil && $0 != own }
        guard foreign.contains(true) else { return self }
        let lowest = zip(named, foreign).compactMap { $0.1 ? $0.0 : nil }.min()
        let kept = inventory.rows(where: { !foreign[$0] })
        var listing = InventoryListing(kept, totalRows: totalRows, shortfall)
        listing.foreign = ForeignRows(
            count: foreign.count { $0 }, location: lowest?.description ?? "", areKept: false)
        return listing
    }

    private func keepingAll(_ named: [POSID?]) -> InventoryListing {
        guard let lowest = named.compactMap({ $0 }).min() else { return self }
        var listing = self
        listing.foreign = ForeignRows(
            count: named.count { $0 != nil }, location: lowest.description, areKept: true)
        return listing
    }
}

extension Inventory {
    /// The rows whose keys are not in `keys`, see ``rowKeys()``.
    public func without(_ keys: Set<UInt64>) -> Inventory {
        rows { !keys.contains(InventoryRowKey.key(ofRow: $0, in: self.rows)) }
    }

    /// The rows of other items than these.
    public func without(items: Set<POSID>) -> Inventory {
        rows { index in row(index).id(.idItem).map { !items.contains($0) } ?? true }
    }

    /// The rows at the given positions, as an inventory.
    fileprivate func rows(where isKept: (Int) -> Bool) -> Inventory {
        let kept = (0..<rowCount).filter(isKept)
        var storage = RowStorage(rowCapacity: kept.count + 1, byteCapacity: rows.byteCount + 1)
        storage.append(kept, of: rows, source: 0)
        return Inventory(owning: storage, isShort: isShort, total: total, unreadable: unreadable)
    }
}
