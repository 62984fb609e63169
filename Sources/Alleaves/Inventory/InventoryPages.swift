import JSON
import PointOfSale

/// Puts the pages of one listing together: every row as it was said last, and as often as the
/// answer said it that said it most often.
///
/// A value type; one thread at a time.
struct InventoryPages {
    private struct Place {
        var page: Int32
        var row: Int32
    }

    private var pages: [Inventory] = []
    /// The rows to keep, in the order in which they first came.
    private var rows: [Place] = []
    private var placeOfKey: [UInt64: Int] = [:]
    /// Rows to keep that say again what another of the same answer says.
    private var repeatedRows = 0
    private var unreadable = UnreadableValues()
    private var receivedRows = 0
    private var receivedBytes = 0

    /// Distinct rows so far.
    var count: Int { rows.count - repeatedRows }

    /// Takes a page; returns how many of its rows had not come before. Throws `tooLarge` beyond
    /// the limits of one inventory.
    mutating func take(_ page: Inventory) throws(JSONFault) -> Int {
        receivedRows += page.rowCount
        receivedBytes += page.rows.byteCount
        guard receivedRows <= POSLimits.rowsMax,
            receivedBytes <= POSLimits.arenaBytesMax
        else { throw JSONFault(.tooLarge, offset: receivedBytes) }
        let before = count
        let number = Int32(truncatingIfNeeded: pages.count)
        pages.append(page)
        for (index, (key, isRepeated)) in Self.keys(page).enumerated() {
            let place = Place(page: number, row: Int32(truncatingIfNeeded: index))
            if let known = placeOfKey[key] {
                rows[known] = place
            } else {
                placeOfKey[key] = rows.count
                rows.append(place)
                if isRepeated { repeatedRows += 1 }
            }
        }
        // A page that says the same again says nothing new of what cannot be read either.
        if count > before { unreadable.merge(page.unreadable) }
        return count - before
    }

    /// A key for each row of an answer, and whether it repeats another word for word. Rows of one
    /// batch and area that differ otherwise are rows of their own.
    private static func keys(_ page: Inventory) -> [(key: UInt64, isRepeated: Bool)] {
        var firstRows: [UInt64: Int] = [:]
        var contents: [UInt64: [UInt64]] = [:]
        return (0..<page.rowCount).map { index in
            let key = InventoryRowKey.of(index, in: page.rows)
            guard let first = firstRows[key] else {
                firstRows[key] = index
                return (key, false)
            }
            let row = page.row(index)
            let content = InventoryHash.hash(row, in: page.rows)
            var known = contents[key] ?? [InventoryHash.hash(page.row(first), in: page.rows)]
            // Without both ids nothing says that equal rows are one and the same.
            let isNamed = row.number(.idItem) != nil && row.number(.idBatch) != nil
            let isRepeated = isNamed && known.contains(content)
            known.append(content)
            contents[key] = known
            return (InventoryRowKey.of(key, occurrence: known.count - 1), isRepeated)
        }
    }

    /// All rows as one inventory.
    func build(isShort: Bool, total: ListingTotal) -> Inventory {
        if pages.count == 1, let only = pages.first, only.rowCount == rows.count,
            only.isShort == isShort
        {
            return only
        }
        var chosen = Array(repeating: [Int](), count: pages.count)
        for place in rows { chosen[Int(place.page)].append(Int(place.row)) }
        var storage = RowStorage(rowCapacity: rows.count + 1, byteCapacity: receivedBytes + 1)
        for (page, indices) in zip(pages, chosen) {
            storage.append(indices, of: page.rows, source: 0)
        }
        return Inventory(
            owning: storage, isShort: isShort, total: total, unreadable: unreadable)
    }
}
