import Catalog
import ProtobufWire
import Randomness

/// A hash of all prices, to compare implementations (Benchmarks/peers/prices.py computes the same).
///
/// The sum modulo 2^64 of scramble((item id << 32 | sale price in cents) xor rule ×
/// 0x9E3779B97F4A7C15) over all products, in any order; price and rule are 0 without a sale.
enum PriceHash {
    static func term(itemId: UInt64, saleCents: UInt64, rule: UInt64) -> UInt64 {
        SeededRandom.scrambled(
            (itemId << 32 | saleCents) ^ (rule &* 0x9E37_79B9_7F4A_7C15))
    }

    /// Of all products on the menu, from the bytes of GetMenu.
    static func of(_ generation: Generation) throws(BenchFailure) -> UInt64 {
        var stream = MenuStream(generation, inStockOnly: false)
        let room = UnsafeMutableRawBufferPointer.allocate(
            byteCount: MenuStream.roomBytes, alignment: 16)
        defer { room.deallocate() }
        var sum: UInt64 = 0
        while !stream.isAtEnd {
            let count = stream.fill(room)
            let entries = UnsafeRawBufferPointer(rebasing: room[..<count])
            do throws(WireError) {
                sum &+= try ofEntries(entries)
            } catch {
                throw .wrong("the menu does not decode: \(error)")
            }
        }
        return sum
    }

    /// Of the items of one MenuChunk.
    static func ofEntries(_ bytes: UnsafeRawBufferPointer) throws(WireError) -> UInt64 {
        var reader = WireReader(bytes)
        var sum: UInt64 = 0
        while let field = try reader.nextField() {
            guard field.number == 1, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            let item = try ItemPrice(try reader.rawBytes())
            sum &+= term(itemId: item.itemId, saleCents: item.saleCents, rule: item.rule)
        }
        return sum
    }
}

/// The fields of an encoded MenuItem that determine its price hash.
struct ItemPrice: Equatable {
    var itemId: UInt64 = 0
    var baseCents: UInt64 = 0
    /// 0 without a sale.
    var saleCents: UInt64 = 0
    /// The number of the generated rule; 0 without a sale, and for rule 0.
    var rule: UInt64 = 0

    init(itemId: UInt64 = 0, baseCents: UInt64 = 0, saleCents: UInt64 = 0, rule: UInt64 = 0) {
        self.itemId = itemId
        self.baseCents = baseCents
        self.saleCents = saleCents
        self.rule = rule
    }

    init(_ item: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(item)
        while let field = try reader.nextField() {
            switch (field.number, field.type) {
            case (1, .lengthDelimited): itemId = Self.digits(try reader.rawBytes())
            case (7, .varint): baseCents = try reader.varint()
            case (12, .varint): saleCents = try reader.varint()
            case (15, .lengthDelimited): rule = Self.digits(try reader.rawBytes())
            default: try reader.skip(field.type)
            }
        }
    }

    /// The number in the digits of `alleaves_10000000` or `rule-000042`.
    private static func digits(_ text: UnsafeRawBufferPointer) -> UInt64 {
        text.reduce(0) { $1 &- 0x30 < 10 ? $0 * 10 + UInt64($1 &- 0x30) : $0 }
    }
}
