import Pricing

/// Reads one generation's menu in chunks: an iterator over the segments that copies each item once
/// and allocates nothing.
public struct MenuStream {
    public let generation: Generation
    private let wanted: UInt8
    private var segment = 0
    private var row = 0
    private static let blockRows = 256

    /// Bytes that ``fill(_:)`` needs to make progress whatever the next item is.
    public static let roomBytes = CatalogLimits.menuChunkBytes + CatalogLimits.entryBytesMax

    /// - Parameter inStockOnly: skips items that are out of stock.
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
            assert(row <= generation.segments[segment].count, "rows of this segment")
            if row == generation.segments[segment].count {
                segment += 1
                row = 0
            }
        }
        precondition(out.cursor - start <= room.count, "an entry exceeds its bound")
        return out.cursor - start
    }

    /// Writes rows of the current segment until `end` is near.
    private mutating func fill(_ out: inout RawWriter, until end: UnsafeMutableRawPointer) {
        guard generation.pricing.hasNoOffers else { return fillWithOffers(&out, until: end) }
        let (wanted, dated, today) = (wanted, RowFlags.dated.rawValue, generation.today)
        // Rules are looked up for a block of rows at a time, because the room may end anywhere.
        let block = row..<min(row + Self.blockRows, generation.segments[segment].count)
        row = generation.withColumns(segment, rulesOf: block) { columns in
            generation.pricing.constants.withAll { constants, starts in
                var row = block.lowerBound
                while row < block.upperBound, out.cursor < end {
                    let rule = Int(columns.rules[row])
                    if columns.flags[row] & wanted != wanted {
                        row += 1
                    } else if rule != 0 {
                        let constant = constants[starts[rule]..<starts[rule + 1]]
                        columns.writeEntry(
                            row, columns.formulas[rule],
                            UnsafeRawBufferPointer(rebasing: constant), today, to: &out)
                        row += 1
                    } else if columns.flags[row] & dated != 0 {
                        columns.writeEntry(row, today, to: &out)
                        row += 1
                    } else {
                        row = columns.copyRun(
                            row..<block.upperBound, wanted, to: &out, room: end - out.cursor)
                    }
                }
                return row
            }
        }
    }

    /// As above where items may have conditional offers, which are looked up per item.
    private mutating func fillWithOffers(
        _ out: inout RawWriter, until end: UnsafeMutableRawPointer
    ) {
        let rows = generation.segments[segment]
        while row < rows.count, out.cursor < end {
            if rows.flags[row] & wanted == wanted {
                generation.itemWriter(Generation.RowPosition(segment, row)).writeEntry(to: &out)
            }
            row += 1
        }
    }
}

extension SegmentColumns {
    /// Writes the entry of a row on sale.
    @inline(__always)
    fileprivate func writeEntry(
        _ row: Int, _ formula: SaleFormula, _ constant: UnsafeRawBufferPointer, _ today: Int64,
        to out: inout RawWriter
    ) {
        let item = item(row)
        let base = prices[row]
        let sale = SalePresentation.Prices(formula, base: base)
        let expiry = isDated(row) ? ExpiryFields(item: item, today: today) : nil
        out.byte(MenuEntry.tag)
        out.varint(
            UInt64(
                item.count + sale.size(base: base) + constant.count + (expiry?.size ?? 0)))
        out.copy(item)
        sale.write(base: base, to: &out)
        out.copy(constant)
        expiry?.write(to: &out)
    }

    /// Writes the entry of a row that expires and is not on sale.
    @inline(__always)
    fileprivate func writeEntry(_ row: Int, _ today: Int64, to out: inout RawWriter) {
        let item = item(row)
        let expiry = ExpiryFields(item: item, today: today)
        out.byte(MenuEntry.tag)
        out.varint(UInt64(item.count + expiry.size))
        out.copy(item)
        expiry.write(to: &out)
    }

    @inline(__always)
    private func isDated(_ row: Int) -> Bool { flags[row] & RowFlags.dated.rawValue != 0 }

    /// Copies a run of rows without sale and expiry, which are stored as they are sent, at once.
    /// Returns the row after the run.
    @inline(__always)
    fileprivate func copyRun(
        _ rows: Range<Int>, _ wanted: UInt8, to out: inout RawWriter, room: Int
    ) -> Int {
        let first = Int(entryStarts[rows.lowerBound])
        let mask = wanted | RowFlags.dated.rawValue
        var row = rows.lowerBound
        repeat {
            row += 1
        } while row < rows.upperBound && flags[row] & mask == wanted && rules[row] == 0
            && Int(entryStarts[row]) - first < room
        out.copy(UnsafeRawBufferPointer(rebasing: bytes[first..<Int(entryStarts[row])]))
        return row
    }
}
