import FirestoreModel
import Pricing

/// Builds a tenant's rows from the `columns` family at startup, from the store's memory directly
/// into segments: a million rows must be served within a second.
struct TenantLoader {
    private var segments: [Segment] = []
    private var builder = SegmentBuilder()
    private var hashes: [UInt64] = []
    private var categories = CategoryTable()
    private var brands = CodeTable(key: BrandName.key)
    private var groups = RuleGroups()
    private var activeCount = 0
    /// Groups by the hash of the spelled names, with the names to detect collisions.
    private var known: [UInt64: (names: [UInt8], group: UInt32)] = [:]

    /// Adds the row of product `id`; false where `value` is not a valid row.
    mutating func add(id: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let row = StoredRowView(value), row.item.count <= CatalogLimits.storedItemBytesMax,
            let group = group(of: row)
        else { return false }
        if builder.isFull { close() }
        let itemId = ProductID.posItem(id) ?? -Int64(hashes.count) - 1
        builder.append(row, group: group, itemId: itemId)
        hashes.append(StringHash.hash(id))
        activeCount += row.flags.contains(.active) ? 1 : 0
        return true
    }

    /// The rows as a generation without rules.
    mutating func finish(now: Int64) -> Generation {
        if builder.count > 0 { close() }
        let index = ProductIndex(capacity: hashes.count + hashes.count / 8)
        for (row, hash) in hashes.enumerated() { index.insert(hash: hash, row: row) }
        let empty = Generation.empty(now: now)
        return Generation(
            version: UInt64(max(0, now)) * 1000, segments: segments, assignment: empty.assignment,
            pricing: empty.pricing, index: index, priceIndex: PriceIndex(segments),
            categories: categories, brands: brands, groups: groups, activeCount: activeCount)
    }

    private mutating func close() {
        // The next segment will need about as much memory.
        var full = SegmentBuilder(byteCapacity: builder.byteCount + builder.byteCount / 32)
        swap(&full, &builder)
        segments.append(Segment(full))
    }

    private mutating func group(of row: StoredRowView) -> UInt32? {
        let names = row.names
        let hash = StringHash.hash(names, seed: UInt64(row.category.count))
        if let found = known[hash],
            found.names.withUnsafeBytes({ ByteOrder.compare($0, names) == 0 })
        {
            return found.group
        }
        guard let category = categories.add([UInt8](row.category)) else { return nil }
        let group = groups.number(category: category, brand: brands.add([UInt8](row.brand)))
        known[hash] = ([UInt8](names), group)
        return group
    }
}
