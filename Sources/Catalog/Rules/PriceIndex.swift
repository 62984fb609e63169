import Ordering
import Pricing

/// The rows on the menu, sorted by group and base price: answers how many products a rule prices
/// and which ones are in a price range, without visiting others.
///
/// A persistent list of immutable chunks, of which a change copies only the affected ones. 12 bytes
/// per row.
struct PriceIndex: Sendable {
    /// A row and its sort key.
    struct Entry: Sendable, Comparable {
        /// Group, then cents.
        let key: UInt64
        /// The row number, with the stock bit on top.
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
            // The stock bit does not take part in ordering.
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

    /// The sort key at which a group's rows of at least this price begin; cents.
    @inline(__always)
    static func key(group: UInt32, price: Int32) -> UInt64 {
        UInt64(group) << 32 | UInt64(UInt32(bitPattern: max(price, 0)))
    }

    /// Number of rows with a smaller key.
    func rank(_ key: UInt64) -> Int {
        rank(key, in: Self.lowerBound(firstKeys, key, from: 0) - 1)
    }

    private func rank(_ key: UInt64, in chunk: Int) -> Int {
        chunk < 0 ? 0 : starts[chunk] + Self.lowerBound(chunks[chunk].keys, key, from: 0)
    }

    /// Ranks of a group's rows with a price in `low..<high`; nil for no upper bound.
    func ranks(group: UInt32, from low: Int32, to high: Int32?) -> Range<Int> {
        let (lowKey, highKey) = (
            Self.key(group: group, price: low),
            high.map { Self.key(group: group, price: $0) } ?? Self.key(group: group + 1, price: 0)
        )
        // Both bounds are often in one chunk.
        let chunk = Self.lowerBound(firstKeys, lowKey, from: 0)
        let end =
            chunk < firstKeys.count && firstKeys[chunk] < highKey
            ? Self.lowerBound(firstKeys, highKey, from: chunk) : chunk
        let start = rank(lowKey, in: chunk - 1)
        return start..<max(start, rank(highKey, in: end - 1))
    }

    /// Calls `body` with the row numbers (with ``inStock``) at `ranks`, chunk by chunk.
    func forEachRun(_ ranks: Range<Int>, _ body: (UnsafeBufferPointer<UInt32>) -> Void) {
        guard !ranks.isEmpty else { return }
        assert(ranks.lowerBound >= 0 && ranks.upperBound <= count, "places of this index")
        for number in chunk(at: ranks.lowerBound)...chunk(at: ranks.upperBound - 1) {
            let start = max(ranks.lowerBound - starts[number], 0)
            let end = min(ranks.upperBound - starts[number], chunks[number].count)
            chunks[number].rows.withUnsafeBufferPointer { rows in
                body(UnsafeBufferPointer(rebasing: rows[start..<end]))
            }
        }
    }

    /// The position of a row.
    struct EntryPosition {
        fileprivate var chunk: Int
        fileprivate var offset: Int
    }

    func position(ofRank rank: Int) -> EntryPosition {
        assert(rank >= 0 && rank < count, "a rank of this index")
        let chunk = chunk(at: rank)
        return EntryPosition(chunk: chunk, offset: rank - starts[chunk])
    }

    /// The next place, or the previous one. REQUIRES: it exists.
    func position(after position: EntryPosition, backwards: Bool) -> EntryPosition {
        if backwards {
            return position.offset > 0
                ? EntryPosition(chunk: position.chunk, offset: position.offset - 1)
                : EntryPosition(
                    chunk: position.chunk - 1, offset: chunks[position.chunk - 1].count - 1)
        }
        return position.offset + 1 < chunks[position.chunk].count
            ? EntryPosition(chunk: position.chunk, offset: position.offset + 1)
            : EntryPosition(chunk: position.chunk + 1, offset: 0)
    }

    /// The row's number, with ``inStock``.
    func row(at position: EntryPosition) -> UInt32 { chunks[position.chunk].rows[position.offset] }

    /// The row's base price; cents.
    func price(at position: EntryPosition) -> Int32 {
        Int32(truncatingIfNeeded: chunks[position.chunk].keys[position.offset])
    }

    /// The chunk that contains a rank.
    private func chunk(at rank: Int) -> Int { Self.lowerBound(starts, rank + 1, from: 0) - 1 }

    /// The first index whose value is at least `wanted`.
    @inline(__always)
    private static func lowerBound<Value: Comparable>(
        _ values: [Value], _ wanted: Value, from start: Int
    ) -> Int {
        values.withUnsafeBufferPointer { $0[start...].partitionPoint { $0 < wanted } }
    }
}

// MARK: - Changes

extension PriceIndex {
    /// Removes and inserts entries. REQUIRES: the removed ones are present.
    mutating func update(removed: [Entry], added: [Entry]) {
        guard !removed.isEmpty || !added.isEmpty else { return }
        var (removed, added) = (removed.sorted()[...], added.sorted()[...])
        var new = PriceIndex()
        new.reserve(chunks.count + added.count / CatalogLimits.priceChunkRows + 1)
        for (number, chunk) in chunks.enumerated() {
            // A chunk receives the entries below the first of the next chunk; the last one receives
            // the rest.
            let end = number + 1 < chunks.count ? chunks[number + 1].first : nil
            let removals = Self.take(&removed, before: end)
            let insertions = Self.take(&added, before: end)
            if removals.isEmpty && insertions.isEmpty {
                new.append(chunk)
            } else {
                new.append(Self.merge(chunk, removals, insertions))
            }
        }
        precondition(removed.isEmpty, "a row that was not in the price index was taken out")
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
        var (removals, insertions) = (removed, added)
        for index in 0..<chunk.count {
            let entry = Entry(key: chunk.keys[index], row: chunk.rows[index])
            while let next = insertions.first, next < entry {
                merged.append(insertions.removeFirst())
            }
            if removals.first == entry { removals.removeFirst() } else { merged.append(entry) }
        }
        precondition(removals.isEmpty, "a row that was not in the price index was taken out")
        return merged + insertions
    }

    /// Traps where chunks, their first keys and their starts do not agree, or entries are not in
    /// order; of many chunks a sample is looked into.
    func checkInvariants(_ sample: InvariantSample) {
        precondition(
            firstKeys.count == chunks.count && starts.count == chunks.count + 1 && starts[0] == 0,
            "a key and a start for every chunk")
        for number in sample.numbers(of: chunks.count) {
            let chunk = chunks[number]
            precondition(
                chunk.count > 0 && chunk.count <= CatalogLimits.priceChunkRowsMax
                    && chunk.keys.count == chunk.rows.count,
                "a chunk is neither empty nor too large")
            precondition(firstKeys[number] == chunk.keys[0], "a chunk begins with its first key")
            precondition(
                starts[number + 1] == starts[number] + chunk.count, "chunks follow each other")
            let entries = zip(chunk.keys, chunk.rows).map { Entry(key: $0, row: $1) }
            precondition(
                zip(entries, entries.dropFirst()).allSatisfy { $0 < $1 }, "entries ascend")
            if number + 1 < chunks.count, let last = entries.last {
                precondition(last < chunks[number + 1].first, "chunks ascend")
            }
        }
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

    /// Appends sorted entries in as many chunks as needed; a few are merged into the previous
    /// chunk.
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

    /// Builds the index of all active rows of the segments.
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
