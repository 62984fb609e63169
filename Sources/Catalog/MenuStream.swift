/// Reads one generation's menu in chunks: a cursor over the segments that costs a copy of bytes
/// an item and no allocation.
public struct MenuStream {
    public let generation: Generation
    private let wanted: UInt8
    private var segment = 0
    private var row = 0

    /// Bytes that ``fill(_:)`` needs to make progress whatever the next item is.
    public static let roomBytes = CatalogLimits.menuChunkBytes + CatalogLimits.entryBytesMax

    /// - Parameter inStockOnly: leaves out what cannot be sold now.
    public init(_ generation: Generation, inStockOnly: Bool) {
        self.generation = generation
        wanted = (inStockOnly ? [.active, .inStock] as RowFlags : .active).rawValue
    }

    /// Whether all rows were seen.
    public var isAtEnd: Bool { segment >= generation.segments.count }

    /// Writes entries of MenuChunk.items into `room`, of at least ``roomBytes``, until about
    /// `limit` bytes are there or the menu ends. Returns how many bytes.
    public mutating func fill(
        _ room: UnsafeMutableRawBufferPointer, upTo limit: Int = CatalogLimits.menuChunkBytes
    ) -> Int {
        precondition(room.count >= Self.roomBytes && limit <= CatalogLimits.menuChunkBytes)
        guard let start = room.baseAddress else { return 0 }
        var out = RawWriter(start)
        let end = start + limit
        while segment < generation.segments.count, out.cursor < end {
            fill(&out, until: end)
            if row == generation.segments[segment].count {
                segment += 1
                row = 0
            }
        }
        return out.cursor - start
    }

    /// Rows of the current segment.
    private mutating func fill(_ out: inout RawWriter, until end: UnsafeMutableRawPointer) {
        let rows = generation.segments[segment]
        let rules = generation.assignments[segment].rules
        let hasOffers = !generation.pricing.hasNoOffers
        while row < rows.count, out.cursor < end {
            if rows.flags[row] & wanted != wanted {
                row += 1
            } else if rules[row] == 0, !hasOffers {
                copyRun(rows, rules, &out, room: end - out.cursor)
            } else {
                generation.dressed(Generation.Position(segment, row)).writeEntry(to: &out)
                row += 1
            }
        }
    }

    /// Consecutive rows without a sale lie in the segment as they are sent: one copy for all.
    private mutating func copyRun(
        _ rows: Segment, _ rules: [UInt32], _ out: inout RawWriter, room: Int
    ) {
        let first = Int(rows.entryStarts[row])
        repeat {
            row += 1
        } while row < rows.count && rows.flags[row] & wanted == wanted && rules[row] == 0
            && Int(rows.entryStarts[row]) - first < room
        let last = Int(rows.entryStarts[row])
        rows.bytes.withUnsafeBytes { out.copy(UnsafeRawBufferPointer(rebasing: $0[first..<last])) }
    }
}
