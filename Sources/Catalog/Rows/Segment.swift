import Pricing
import Synchronization

/// Boolean attributes of a row.
struct RowFlags: OptionSet, Sendable {
    let rawValue: UInt8
    /// Shown on the menu.
    static let active = RowFlags(rawValue: 1)
    /// Sellable now.
    static let inStock = RowFlags(rawValue: 2)
    /// The document was deleted; the row stays, so that row numbers are stable.
    static let deleted = RowFlags(rawValue: 4)
    /// Has an expiry date, which ends its item's bytes; see ``ExpiryDay``.
    static let dated = RowFlags(rawValue: 8)
    /// The document says what is at which location.
    static let ofStores = RowFlags(rawValue: 16)
    /// Active in its document, but at none of the tenant's locations: on no menu. Never stored.
    static let hidden = RowFlags(rawValue: 32)
}

/// Up to ``CatalogLimits/segmentRowsMax`` consecutive rows of a tenant, in columns.
///
/// Immutable once made, so readers need no lock. `bytes` holds for each row the encoded entry of
/// `MenuChunk.items` (tag, length, base fields of the MenuItem): rows without a sale are sent as
/// stored, whole runs at a time.
final class Segment: Sendable {
    /// Base price in cents; 0 where there is none and for rows that are not on the menu, so that no
    /// rule applies.
    let prices: [Int32]
    /// The group (pair of category and brand), as numbered by the generation's groups.
    let groups: [UInt32]
    let flags: [UInt8]
    /// Hash of the POS's item; 0 where another writer changed the product last.
    let sourceHashes: [UInt64]
    /// Start of each row's entry in `bytes`, and the end of the last.
    let entryStarts: [UInt32]
    /// Start of the MenuItem in the row's entry, after tag and length.
    let itemOffsets: [UInt8]
    let bytes: [UInt8]
    /// Whether some row has an expiry date.
    let isDated: Bool
    private let lazyTextIndex = AtomicLazyReference<TextIndex>()

    init(_ builder: consuming SegmentBuilder) {
        prices = builder.prices
        groups = builder.groups
        flags = builder.flags
        sourceHashes = builder.sourceHashes
        entryStarts = builder.entryStarts
        itemOffsets = builder.itemOffsets
        bytes = builder.bytes
        isDated = builder.flags.contains { $0 & RowFlags.dated.rawValue != 0 }
        precondition(
            count <= CatalogLimits.segmentRowsMax && entryStarts.count == count + 1,
            "a segment has its rows")
        precondition(entryStarts[count] == UInt32(bytes.count), "the last entry ends the bytes")
    }

    var count: Int { prices.count }

    /// The text index of the rows, built on first use; any thread.
    var textIndex: TextIndex {
        lazyTextIndex.load() ?? lazyTextIndex.storeIfNil(TextIndex(self))
    }

    func flags(_ row: Int) -> RowFlags { RowFlags(rawValue: flags[row]) }

    /// The range of the row's MenuItem in ``bytes``.
    @inline(__always)
    func itemRange(_ row: Int) -> Range<Int> {
        Int(entryStarts[row]) + Int(itemOffsets[row])..<Int(entryStarts[row + 1])
    }
}

/// Gathers rows for a ``Segment``, in row order.
struct SegmentBuilder {
    fileprivate(set) var prices: [Int32] = []
    fileprivate(set) var groups: [UInt32] = []
    fileprivate(set) var flags: [UInt8] = []
    fileprivate(set) var sourceHashes: [UInt64] = []
    fileprivate(set) var entryStarts: [UInt32] = [0]
    fileprivate(set) var itemOffsets: [UInt8] = []
    fileprivate(set) var bytes: [UInt8] = []

    /// - Parameter byteCapacity: bytes of entries to reserve.
    init(byteCapacity: Int = 0) {
        bytes.reserveCapacity(byteCapacity)
        let rows = CatalogLimits.segmentRowsMax
        prices.reserveCapacity(rows)
        groups.reserveCapacity(rows)
        flags.reserveCapacity(rows)
        sourceHashes.reserveCapacity(rows)
        entryStarts.reserveCapacity(rows + 1)
        itemOffsets.reserveCapacity(rows)
    }

    var count: Int { prices.count }
    var byteCount: Int { bytes.count }
    var isFull: Bool { count == CatalogLimits.segmentRowsMax }

    mutating func append(_ row: CatalogRow) {
        prices.append(row.price)
        groups.append(row.group)
        flags.append(row.flags.rawValue)
        sourceHashes.append(row.sourceHash)
        let start = bytes.count
        bytes.append(MenuEntry.tag)
        MenuEntry.appendVarint(UInt64(row.item.count), to: &bytes)
        itemOffsets.append(UInt8(bytes.count - start))
        bytes.append(contentsOf: row.item)
        entryStarts.append(UInt32(bytes.count))
    }

    /// Appends a copy of a stored row.
    mutating func append(_ row: StoredRowView, group: UInt32) {
        prices.append(row.flags.contains(.active) ? row.price : 0)
        groups.append(group)
        flags.append(row.flags.rawValue)
        sourceHashes.append(row.sourceHash)
        let start = bytes.count
        bytes.append(MenuEntry.tag)
        MenuEntry.appendVarint(UInt64(row.item.count), to: &bytes)
        itemOffsets.append(UInt8(bytes.count - start))
        bytes.append(contentsOf: row.item)
        entryStarts.append(UInt32(bytes.count))
    }

    /// Appends copies of the rows `range` of `segment`.
    mutating func append(_ segment: Segment, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        precondition(range.upperBound <= segment.count, "rows of that segment")
        prices.append(contentsOf: segment.prices[range])
        groups.append(contentsOf: segment.groups[range])
        flags.append(contentsOf: segment.flags[range])
        sourceHashes.append(contentsOf: segment.sourceHashes[range])
        itemOffsets.append(contentsOf: segment.itemOffsets[range])
        let first = segment.entryStarts[range.lowerBound]
        let base = UInt32(bytes.count)
        for row in range { entryStarts.append(segment.entryStarts[row + 1] - first + base) }
        bytes.append(
            contentsOf: segment.bytes[Int(first)..<Int(segment.entryStarts[range.upperBound])])
    }
}

/// One product as stored in the columns.
struct CatalogRow: Sendable {
    var price: Int32
    var group: UInt32
    var flags: RowFlags
    var sourceHash: UInt64
    /// The MenuItem without its sale fields.
    var item: [UInt8]
}
