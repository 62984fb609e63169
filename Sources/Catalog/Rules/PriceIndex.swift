import Pricing

/// The rows on the menu in the order of their group and base price: how many products a rule
/// prices, and which ones cost so much, without a look at any other.
///
/// A value that shares what did not change: a list of chunks, each made anew when a row in it comes
/// or goes. 12 bytes a row.
struct PriceIndex: Sendable {
    /// A row and where it stands.
    struct Entry: Sendable, Comparable {
        /// Group, then cents.
        let key: UInt64
        /// The row's number, and in the top bit whether it is in stock.
        let row: UInt32

        init(key: UInt64, row: UInt32) {
            self.key = key
            self.row = row
        }

        init(group: UInt32, price: Int32, row: Int, isInStock: Bool) {
            key = PriceIndex.key(group: group, price: price)
            self.row = UInt32(row) | (isInStock ? PriceIndex.inStock : 0)
        }

        static func < (left: Entry, right: Entry) -> Bool {
            // Whether it is in stock is no part of where a row stands.
            left.key != right.key ? left.key < right.key : left.row << 1 < right.row << 1
        }
    }

    /// Up to ``CatalogLimits/priceChunkRowsMax`` entries, never none.
    private final class Chunk: Sendable {
        let keys: [UInt64]
        let rows: [UInt32]

        init(keys: [UInt64], rows: [UInt32]) {
            self.keys = keys
            self.rows = rows
        }

        var count: Int { rows.count }
        var first: Entry { Entry(key: keys[0], row: rows[0]) }
    }

    static let inStock: UInt32 = 0x8000_0000

    private var chunks: [Chunk] = []
    /// The first key of each chunk.
    private var firstKeys: [UInt64] = []
    /// Entries before each chunk, and all at the end.
    private var starts: [Int] = [0]

    init() {}

    var count: Int { starts[chunks.count] }

    /// Where a group's rows of that price or more begin; cents.
    @inline(__always)
    static func key(group: UInt32, price: Int32) -> UInt64 {
        UInt64(group) << 32 | UInt64(UInt32(bitPattern: max(price, 0)))
    }

    /// How many rows come before `key`.
    func rank(_ key: UInt64) -> Int {
        rank(key, in: Self.lowerBound(firstKeys, key, from: 0) - 1)
    }

    private func rank(_ key: UInt64, in chunk: Int) -> Int {
        chunk < 0 ? 0 : starts[chunk] + Self.lowerBound(chunks[chunk].keys, key, from: 0)
    }

    /// Rows of a group from one price up to another, which is not among them; nil has no end.
    func ranks(group: UInt32, from low: Int32, to high: Int32?) -> Range<Int> {
        let (lowKey, highKey) = (
            Self.key(group: group, price: low),
            high.map { Self.key(group: group, price: $0) } ?? Self.key(group: group + 1, price: 0)
        )
        // Both often lie in one chunk.
        let chunk = Self.lowerBound(firstKeys, lowKey, from: 0)
        let end =
            chunk < firstKeys.count && firstKeys[chunk] < highKey
            ? Self.lowerBound(firstKeys, highKey, from: chunk) : chunk
        let start = rank(lowKey, in: chunk - 1)
        return start..<max(start, rank(highKey, in: end - 1))
    }

    /// Row numbers (with ``inStock``) at places `ranks`, chunk by chunk.
    func forEachRun(_ ranks: Range<Int>, _ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        guard !ranks.isEmpty else { return }
        for number in chunk(at: ranks.lowerBound)...chunk(at: ranks.upperBound - 1) {
            let start = max(ranks.lowerBound - starts[number], 0)
            let end = min(ranks.upperBound - starts[number], chunks[number].count)
            chunks[number].rows.withUnsafeBufferPointer { rows in
                body(UnsafeBufferPointer(rebasing: rows[start..<end]))
            }
        }
    }

    /// Where one row stands.
    struct Place {
        fileprivate var chunk: Int
        fileprivate var offset: Int
    }

    func place(of rank: Int) -> Place {
        let chunk = chunk(at: rank)
        return Place(chunk: chunk, offset: rank - starts[chunk])
    }

    /// The place behind one, or before it; there must be one.
    func place(beside place: Place, backwards: Bool) -> Place {
        if backwards {
            return place.offset > 0
                ? Place(chunk: place.chunk, offset: place.offset - 1)
                : Place(chunk: place.chunk - 1, offset: chunks[place.chunk - 1].count - 1)
        }
        return place.offset + 1 < chunks[place.chunk].count
            ? Place(chunk: place.chunk, offset: place.offset + 1)
            : Place(chunk: place.chunk + 1, offset: 0)
    }

    /// The row's number, with ``inStock``.
    func row(at place: Place) -> UInt32 { chunks[place.chunk].rows[place.offset] }

    /// The row's base price; cents.
    func price(at place: Place) -> Int32 {
        Int32(truncatingIfNeeded: chunks[place.chunk].keys[place.offset])
    }

    /// The chunk that holds a place.
    private func chunk(at rank: Int) -> Int { Self.lowerBound(starts, rank + 1, from: 0) - 1 }

    /// The first place whose value is not below `wanted`.
    @inline(__always)
    private static func lowerBound<Value: Comparable>(
        _ values: [Value], _ wanted: Value, from start: Int
    ) -> Int {
        values.withUnsafeBufferPointer { $0[start...].partitionPoint { $0 < wanted } }
    }
}

// MARK: - Changes

extension PriceIndex {
    /// Takes rows out, which must be there as given, and in.
    mutating func update(removed: [Entry], added: [Entry]) {
        guard !removed.isEmpty || !added.isEmpty else { return }
        var (removed, added) = (removed.sorted()[...], added.sorted()[...])
        var new = PriceIndex()
        new.reserve(chunks.count + added.count / CatalogLimits.priceChunkRows + 1)
        for (number, chunk) in chunks.enumerated() {
            // A chunk takes what lies before the next one; the last takes the rest.
            let end = number + 1 < chunks.count ? chunks[number + 1].first : nil
            let gone = Self.take(&removed, before: end)
            let come = Self.take(&added, before: end)
            if gone.isEmpty && come.isEmpty {
                new.append(chunk)
            } else {
                new.append(Self.merge(chunk, gone, come))
            }
        }
        if chunks.isEmpty { new.append(Array(added)) }
        self = new
    }

    private static func take(_ entries: inout ArraySlice<Entry>, before end: Entry?)
        -> ArraySlice<Entry>
    {
        guard let first = entries.first else { return [] }
        guard let end else {
            defer { entries = [] }
            return entries
        }
        guard first < end else { return [] }
        let taken = entries.prefix { $0 < end }
        entries = entries[taken.endIndex...]
        return taken
    }

    private static func merge(
        _ chunk: Chunk, _ removed: ArraySlice<Entry>, _ added: ArraySlice<Entry>
    ) -> [Entry] {
        var merged: [Entry] = []
        merged.reserveCapacity(chunk.count + added.count)
        var (gone, come) = (removed, added)
        for place in 0..<chunk.count {
            let entry = Entry(key: chunk.keys[place], row: chunk.rows[place])
            while let next = come.first, next < entry { merged.append(come.removeFirst()) }
            if gone.first == entry { gone.removeFirst() } else { merged.append(entry) }
        }
        precondition(gone.isEmpty, "a row that was not in the price index was taken out")
        return merged + come
    }

    private mutating func reserve(_ count: Int) {
        chunks.reserveCapacity(count)
        firstKeys.reserveCapacity(count)
        starts.reserveCapacity(count + 1)
    }

    private mutating func append(_ chunk: Chunk) {
        chunks.append(chunk)
        firstKeys.append(chunk.keys[0])
        starts.append(starts[chunks.count - 1] + chunk.count)
    }

    /// Appends sorted entries, in as many chunks as they need; few go with those before them.
    private mutating func append(_ entries: [Entry]) {
        if let last = chunks.last, last.count + entries.count <= CatalogLimits.priceChunkRows {
            chunks.removeLast()
            firstKeys.removeLast()
            starts.removeLast()
            let joined = zip(last.keys, last.rows).map { Entry(key: $0, row: $1) } + entries
            return append(joined)
        }
        let pieces =
            entries.count <= CatalogLimits.priceChunkRowsMax
            ? 1 : (entries.count + CatalogLimits.priceChunkRows - 1) / CatalogLimits.priceChunkRows
        for piece in 0..<pieces where !entries.isEmpty {
            let range = entries.count * piece / pieces..<entries.count * (piece + 1) / pieces
            append(
                Chunk(keys: entries[range].map(\.key), rows: entries[range].map(\.row)))
        }
    }

    /// The index of all active rows of some segments.
    init(_ segments: [Segment]) {
        var entries: [Entry] = []
        entries.reserveCapacity(segments.reduce(0) { $0 + $1.count })
        for (number, segment) in segments.enumerated() {
            for row in 0..<segment.count where segment.flags(row).contains(.active) {
                entries.append(
                    segment.priceEntry(
                        row, number: number * CatalogLimits.segmentRowsMax + row))
            }
        }
        append(RadixSort.sorted(entries))
    }
}

extension Segment {
    /// The entry of an active row, whose number in the catalog is `number`.
    func priceEntry(_ row: Int, number: Int) -> PriceIndex.Entry {
        PriceIndex.Entry(
            group: groups[row], price: prices[row], row: number,
            isInStock: flags(row).contains(.inStock))
    }
}
