import FirestoreModel
import RocksStore

/// Restricts the index of the first order to what the query's cursors include.
struct EntryCursors {
    private let query: PreparedQuery
    private let names: NameBounds

    init(_ query: PreparedQuery, _ space: KeySpace) {
        self.query = query
        names = NameBounds(query, space)
    }

    /// The entries of `collection` that can be rows. Where a cursor names a document and entries
    /// are in the query's order, the range ends exactly at that document.
    func intervals(in collection: IndexedCollection) -> ValueIntervals {
        guard let descending = query.orders.first?.isDescending else { return .all }
        var intervals = ValueIntervals.all
        if let cursor = query.startAt {
            intervals = intervals.intersection(
                side(cursor, isLower: !descending, includes: cursor.before, collection))
        }
        if let cursor = query.endAt {
            intervals = intervals.intersection(
                side(cursor, isLower: descending, includes: !cursor.before, collection))
        }
        return intervals
    }

    private func side(
        _ cursor: PreparedCursor, isLower: Bool, includes: Bool, _ collection: IndexedCollection
    ) -> ValueIntervals {
        guard let value = cursor.values.first else { return .all }
        if let exact = split(cursor, isLower: isLower, includes: includes, collection) {
            return exact
        }
        // Further cursor values decide among rows that are equal in the first.
        let including = includes || cursor.values.count > 1
        return isLower
            ? ValueIntervals(above: value, including: including)
            : ValueIntervals(below: value, including: including)
    }

    /// The bound within the entries of one value.
    private func split(
        _ cursor: PreparedCursor, isLower: Bool, includes: Bool, _ collection: IndexedCollection
    ) -> ValueIntervals? {
        guard cursor.values.count == 2, query.isInEntryOrder,
            let pathKey = names.pathKey(cursor.values[1])
        else { return nil }
        let value = ValueIntervals.entryValue(cursor.values[0])
        guard value.count < DocumentStoreLimits.indexedBytesMax else { return nil }
        // Ids from here on are after the bound, in index order.
        let from = isLower == includes ? pathKey : PathKeyRange.above(pathKey)
        let bound =
            collection.firstId(from: from).map { value + $0 }
            ?? KeyRange.successor(ofPrefix: value)
        guard let bound else { return nil }
        return isLower
            ? ValueIntervals(lower: bound, upper: nil) : ValueIntervals(lower: [], upper: bound)
    }
}

extension PreparedQuery {
    /// Whether the order of index entries is the complete order of the query.
    var isInEntryOrder: Bool {
        orders.count == 2 && orders[0].isDescending == orders[1].isDescending
    }
}
