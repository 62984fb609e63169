/// Rows that came in answer to the question for one location and say that they are another's.
///
/// A POS that does not know the `id_location` it was asked with answers with all that it has: for
/// each of two locations the stock of both, or another store's goods for the only one.
public struct ForeignRows: Equatable, Sendable {
    public let count: Int
    /// The lowest of the locations that they name.
    public let location: String
    /// No row names the location asked for: they were kept, the POS may call the location by two
    /// numbers.
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
    /// Without the rows of other locations, where some are this one's by their own word.
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
    /// The rows that none of `keys` is of, see ``rowKeys()``.
    public func without(_ keys: Set<UInt64>) -> Inventory {
        rows { !keys.contains(InventoryRowKey.of($0, in: self.rows)) }
    }

    /// The rows of these places, as an inventory of its own.
    fileprivate func rows(where isKept: (Int) -> Bool) -> Inventory {
        let kept = (0..<rowCount).filter(isKept)
        var storage = RowStorage(rowCapacity: kept.count + 1, byteCapacity: rows.byteCount + 1)
        storage.append(kept, of: rows, source: 0)
        return Inventory(owning: storage, isShort: isShort, total: total, unreadable: unreadable)
    }
}
