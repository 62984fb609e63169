import Pricing
import ProtobufWire

/// What a query's matches are sorted by: a number, ascending.
struct MenuKeys {
    let order: MenuOrder
    /// Words that a row must have the beginnings of.
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
    ///   - price: today's, in cents.
    ///   - score: how relevant the row is.
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

    /// The prices that rows behind a cursor can have, in an order by price; cents. Its key may be
    /// any number: a cursor comes from outside.
    func prices(behind cursor: MenuCursor) -> ClosedRange<Int64> {
        let highest = Int64(Int32.max)
        if order == .priceDescending { return 0 ... -min(max(cursor.key, -highest), 0) }
        return min(max(cursor.key, 0), highest)...highest
    }
}

/// The strains that a query asks for.
struct MenuStrains {
    private let strains: Set<String>

    init(_ query: MenuQuery) { strains = Set(query.strains.map(TextKey.key)) }

    /// Whether a row's strain is among them, or none are asked for.
    @inline(__always)
    func contains(_ row: Int, of segment: Segment) -> Bool {
        strains.isEmpty || segment.withItem(row) { strains.contains(ItemText.strain($0)) }
    }
}

extension Segment {
    /// Calls `body` with the row's MenuItem, which must not leave it.
    @inline(__always)
    func withItem<Result>(_ row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[itemRange(row)])) }
    }

    /// The first eight bytes of the row's name as a number that sorts like them, folded as
    /// ``RowOrder`` folds: it settles nearly every comparison of names.
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

    /// The row's stock in thousandths of a unit; 0 where it is no number. A document may say
    /// anything: what is too large to be a stock is as large as a stock can be.
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
