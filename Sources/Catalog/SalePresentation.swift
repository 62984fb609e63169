import Pricing
import ProtobufWire

/// What a live rule adds to the items that it prices: the sale fields of a MenuItem, those that
/// are the same for every item encoded once.
struct SalePresentation: Sendable {
    let kind: DiscountKind
    /// sale_badge_text, discount_id, discount_name and sale_ends_at (fields 14 to 17), encoded.
    let constant: [UInt8]

    init(_ rule: DiscountRule) {
        kind = rule.kind
        var writer = WireWriter()
        writer.string(14, rule.badge)
        writer.string(15, rule.discountId)
        if !rule.name.isEmpty { writer.string(16, rule.name) }
        if let end = rule.endMs { writer.timestamp(17, microseconds: end.clampedMicroseconds) }
        constant = writer.bytes
    }

    /// The prices that vary: what one unit costs, and what one costs when two are bought.
    struct Prices {
        let sale: UInt64
        /// 0 where the rule is no bogo.
        let bogoUnit: UInt64
    }

    @inline(__always)
    func prices(base: Int32) -> Prices {
        let base = Int64(base)
        // The rule was assigned because it applies, so there is a sale price.
        let sale = kind.salePrice(base: base) ?? base
        return Prices(
            sale: UInt64(sale), bogoUnit: kind.bogoUnitPrice(base: base).map { UInt64($0) } ?? 0)
    }

    /// Bytes that ``append(base:_:to:)`` adds.
    @inline(__always)
    func size(base: Int32, _ prices: Prices) -> Int {
        2 + 1 + MenuEntry.varintSize(UInt64(base)) + 1 + MenuEntry.varintSize(prices.sale)
            + (prices.bogoUnit > 0 ? 1 + MenuEntry.varintSize(prices.bogoUnit) : 0)
            + constant.count
    }

    /// Appends is_on_sale, original_price_cents, sale_price_cents, bogo_unit_price_cents (fields
    /// 10 to 13) and the constant fields.
    @inline(__always)
    func append(base: Int32, _ prices: Prices, to bytes: inout [UInt8]) {
        bytes.append(0x50)
        bytes.append(1)
        bytes.append(0x58)
        MenuEntry.appendVarint(UInt64(base), to: &bytes)
        bytes.append(0x60)
        MenuEntry.appendVarint(prices.sale, to: &bytes)
        if prices.bogoUnit > 0 {
            bytes.append(0x68)
            MenuEntry.appendVarint(prices.bogoUnit, to: &bytes)
        }
        bytes.append(contentsOf: constant)
    }
}

extension Int64 {
    /// Milliseconds as microseconds, held inside the years that a timestamp can say.
    var clampedMicroseconds: Int64 {
        let yearTenThousand: Int64 = 253_402_300_799_999
        return Swift.min(Swift.max(self, 0), yearTenThousand) * 1000
    }
}
