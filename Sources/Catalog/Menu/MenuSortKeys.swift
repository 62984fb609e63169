import Pricing
import ProtobufWire

/// Sort keys of a query's matches: a number, ascending.
struct MenuSortKeys {
    let order: MenuOrder
    /// Words that must each be a prefix of a word of the row.
    let words: [[UInt8]]

    init(_ query: MenuQuery) {
        words = ItemText.words(query.text)
        order = query.order == .byDefault && words.isEmpty ? .name : query.order
    }

    var hasWords: Bool { !words.isEmpty }
    var isByPrice: Bool { order == .priceAscending || order == .priceDescending }

    /// Whether ties of the key are broken by name before the id.
    var comparesNames: Bool { order == .name || order == .byDefault }

    /// - Parameters:
    ///   - price: the current price, in cents.
    ///   - score: the relevance of the row.
    @inline(__always)
    func key(_ row: Int, _ segment: Segment, price: Int32, score: Int64) -> Int64 {
        switch order {
        case .byDefault: return -score
        case .name: return segment.namePrefix(row)
        case .priceAscending, .priceDescending: return priceKey(Int64(price))
        case .saving: return -Int64(segment.prices[row] - price)
        case .stock: return -segment.stockThousandths(row)
        }
    }

    /// The key in an order by price; cents.
    @inline(__always)
    func priceKey(_ price: Int64) -> Int64 { order == .priceDescending ? -price : price }

    /// The range of prices of rows after a cursor, in an order by price; cents. The cursor's key is
    /// untrusted and may be any number.
    func prices(behind cursor: MenuCursor) -> ClosedRange<Int64> {
        let highest = Int64(Int32.max)
        if order == .priceDescending { return 0 ... -min(max(cursor.key, -highest), 0) }
        return min(max(cursor.key, 0), highest)...highest
    }
}

/// The strains that a query selects.
struct StrainFilter {
    private let strains: Set<String>

    init(_ query: MenuQuery) { strains = Set(query.strains.map(TextKey.key)) }

    /// Whether a row's strain is selected; true if the query names none.
    @inline(__always)
    func contains(_ row: Int, of segment: Segment) -> Bool {
        strains.isEmpty || segment.withItem(row) { strains.contains(ItemText.strain($0)) }
    }
}

extension Segment {
    /// Calls `body` with the row's MenuItem, which must not escape.
    @inline(__always)
    func withItem<Result>(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[itemRange(row)])) }
    }

    /// The first eight bytes of the row's name as a big-endian number, folded as in ``RowOrder``:
    /// decides nearly every comparison of names.
    @inline(__always)
    func namePrefix(_ row: Int) -> Int64 {
        bytes.withUnsafeBytes { bytes in
            let name = MenuItemID.nameRange(itemAt: itemRange(row), of: bytes)
            var prefix: UInt64 = 0
            for offset in 0..<8 {
                let index = name.lowerBound + offset
                let byte = index < name.upperBound ? RowOrder.folded(bytes[index]) : 0
                prefix = prefix << 8 | UInt64(byte)
            }
            return Int64(prefix >> 1)
        }
    }

    /// The row's stock in thousandths of a unit; 0 where it is no number, clamped to the range of
    /// Int64.
    func stockThousandths(_ row: Int) -> Int64 {
        withItem(row) { item in
            var reader = WireReader(item)
            while let field = try? reader.nextField() {
                if field.number == MenuItemNumber.stock, field.type == .fixed64,
                    let bits = try? reader.fixed64()
                {
                    let thousandths = Double(bitPattern: bits) * 1000
                    if thousandths.isNaN { return 0 }
                    return Int64(min(max(thousandths.rounded(), -9e18), 9e18))
                }
                do { try reader.skip(field.type) } catch { return 0 }
            }
            return 0
        }
    }
}
