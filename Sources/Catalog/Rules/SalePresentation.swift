import Pricing
import ProtobufWire

/// The sale fields that a live rule adds to MenuItems; those that are the same for every item are
/// encoded once.
final class SalePresentation: Sendable {
    let kind: DiscountKind
    let formula: SaleFormula
    /// sale_badge_text, discount_id, discount_name and sale_ends_at (fields 14 to 17), encoded.
    let constant: [UInt8]
    /// When the rule last took effect, microseconds since 1970.
    let since: Int64

    init(_ rule: DiscountRule) {
        kind = rule.kind
        formula = SaleFormula(rule.kind)
        since = rule.liveSince
        var writer = WireWriter()
        writer.string(14, rule.badge.truncated)
        writer.string(15, rule.discountId)
        if !rule.name.isEmpty { writer.string(16, rule.name.truncated) }
        if let end = rule.endMs { writer.timestamp(17, microseconds: end.clampedMicroseconds) }
        constant = writer.bytes
    }

    /// The prices that depend on the item: of one unit, and of one unit when two are bought.
    struct Prices {
        let sale: UInt64
        /// 0 where the rule is no bogo.
        let bogoUnit: UInt64
    }

    @inline(__always)
    func prices(base: Int32) -> Prices { Prices(formula, base: base) }

    /// Bytes that ``write(base:_:to:)`` adds.
    @inline(__always)
    func size(base: Int32, _ prices: Prices) -> Int { prices.size(base: base) + constant.count }

    /// Writes the sale fields of one item.
    @inline(__always)
    func write(base: Int32, _ prices: Prices, to out: inout RawWriter) {
        prices.write(base: base, to: &out)
        out.copy(constant)
    }
}

extension SalePresentation.Prices {
    @inline(__always)
    init(_ formula: SaleFormula, base: Int32) {
        sale = UInt64(truncatingIfNeeded: formula.price(base: base))
        bogoUnit = UInt64(truncatingIfNeeded: formula.bogoUnitPrice(base: base))
    }

    /// Bytes that ``write(base:to:)`` adds.
    @inline(__always)
    func size(base: Int32) -> Int {
        2 + 1 + MenuEntry.varintSize(UInt64(base)) + 1 + MenuEntry.varintSize(sale)
            + (bogoUnit > 0 ? 1 + MenuEntry.varintSize(bogoUnit) : 0)
    }

    /// Writes is_on_sale, original_price_cents, sale_price_cents, bogo_unit_price_cents (fields
    /// 10 to 13).
    @inline(__always)
    func write(base: Int32, to out: inout RawWriter) {
        out.byte(0x50)
        out.byte(1)
        out.byte(0x58)
        out.varint(UInt64(base))
        out.byte(0x60)
        out.varint(sale)
        if bogoUnit > 0 {
            out.byte(0x68)
            out.varint(bogoUnit)
        }
    }
}

/// The constant sale fields of all rules, concatenated, so that a stream of items copies them
/// without reference counting.
final class SaleConstants: Sendable {
    private let bytes: [UInt8]
    /// Start of each rule's fields, by number, and the end of the last.
    private let starts: [Int]

    init(_ presentations: [SalePresentation?]) {
        var bytes: [UInt8] = []
        var starts = [0]
        for presentation in presentations {
            bytes += presentation?.constant ?? []
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// Calls `body` with the fields of every rule, by number.
    func withAll<Result>(
        _ body: (UnsafeRawBufferPointer, UnsafeBufferPointer<Int>) -> Result
    ) -> Result {
        bytes.withUnsafeBytes { bytes in starts.withUnsafeBufferPointer { body(bytes, $0) } }
    }
}

extension String {
    /// Truncated to ``CatalogLimits/ruleTextBytesMax`` bytes at a character boundary.
    var truncated: String {
        if utf8.count <= CatalogLimits.ruleTextBytesMax { return self }
        var text = prefix(CatalogLimits.ruleTextBytesMax)
        while text.utf8.count > CatalogLimits.ruleTextBytesMax { text.removeLast() }
        return String(text)
    }
}

extension Int64 {
    /// Milliseconds as microseconds, clamped to the range of a timestamp.
    var clampedMicroseconds: Int64 {
        let yearTenThousand: Int64 = 253_402_300_799_999
        return Swift.min(Swift.max(self, 0), yearTenThousand) * 1000
    }
}
