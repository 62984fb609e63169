import FirestoreModel
import Ordering
import Pricing

/// Builds a tenant's or a store's rows from the `columns` family at startup, from the store's
/// memory directly into segments: a million rows must be served within a second.
struct TenantLoader {
    let org: String
    /// Empty for the tenant's own.
    let location: String
    private var rows: RowTable
    private var builder = SegmentBuilder()
    private var hashes: [UInt64] = []
    /// Groups by the hash of the spelled names, with the names to detect collisions.
    private var known: [UInt64: (names: [UInt8], group: UInt32)] = [:]

    init(org: String, location: String = "") {
        self.org = org
        self.location = location
        rows = RowTable(org: org, capacity: 0)
    }

    /// Adds the row of product `id`; false where `value` is not a valid row.
    mutating func add(id: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let row = StoredRowView(value), row.isOf(id),
            row.item.count <= CatalogLimits.storedItemBytesMax, let group = group(of: row)
        else { return false }
        if builder.isFull { close() }
        builder.append(row, group: group)
        rows.idPrefixes.add(id: id, item: row.item)
        hashes.append(StringHash.hash(id))
        rows.activeCount += row.flags.contains(.active) ? 1 : 0
        return true
    }

    /// The rows as a generation without rules.
    mutating func finish(now: Int64) -> Generation {
        if builder.count > 0 { close() }
        precondition(
            rows.segments.reduce(0) { $0 + $1.count } == hashes.count
                && rows.activeCount <= hashes.count,
            "every row was added")
        rows.index = ProductIndex(capacity: hashes.count + hashes.count / 8)
        for (row, hash) in hashes.enumerated() { rows.index.insert(hash: hash, row: row) }
        rows.priceIndex = PriceIndex(rows.segments)
        return .ruleless(rows, version: UInt64(max(0, now)) * 1000, now: now)
    }

    private mutating func close() {
        // The next segment will need about as much memory.
        var full = SegmentBuilder(byteCapacity: builder.byteCount + builder.byteCount / 32)
        swap(&full, &builder)
        rows.segments.append(Segment(full))
    }

    private mutating func group(of row: StoredRowView) -> UInt32? {
        let names = row.names
        let hash = StringHash.hash(
            names, seed: UInt64(row.category.count) | UInt64(row.store.count) << 32)
        if let found = known[hash],
            found.names.withUnsafeBytes({ ByteOrder.compare($0, names) == 0 })
        {
            return found.group
        }
        guard let category = rows.categories.add([UInt8](row.category)) else { return nil }
        let brand = rows.brands.add([UInt8](row.brand))
        let store = rows.stores.add([UInt8](row.store))
        let group = rows.groups.number(category: category, brand: brand, store: store)
        known[hash] = ([UInt8](names), group)
        return group
    }
}
