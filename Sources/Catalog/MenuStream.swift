/// Reads one generation's menu in chunks: a cursor over the segments that costs a copy of bytes
/// an item and no allocation.
public struct MenuStream {
    public let generation: Generation
    private let wanted: RowFlags
    private var segment = 0
    private var row = 0

    /// - Parameter inStockOnly: leaves out what cannot be sold now.
    public init(_ generation: Generation, inStockOnly: Bool) {
        self.generation = generation
        wanted = inStockOnly ? [.active, .inStock] : .active
    }

    /// Whether all rows were seen.
    public var isAtEnd: Bool { segment >= generation.segments.count }

    /// Appends entries of MenuChunk.items until about `limit` bytes were added or the menu ends.
    public mutating func append(to bytes: inout [UInt8], limit: Int) {
        let end = bytes.count + limit
        while segment < generation.segments.count, bytes.count < end {
            let rows = generation.segments[segment]
            while row < rows.count, bytes.count < end {
                if RowFlags(rawValue: rows.flags[row]).isSuperset(of: wanted) {
                    generation.appendEntry(Generation.Position(segment, row), to: &bytes)
                }
                row += 1
            }
            if row == rows.count {
                segment += 1
                row = 0
            }
        }
    }
}
