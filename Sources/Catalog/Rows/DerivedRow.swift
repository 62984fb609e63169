import FirestoreModel
import Pricing
import ProtobufWire

/// The row that the columns store for a public product document: a pure function of the document,
/// whoever wrote it.
struct DerivedRow: Equatable {
    var price: Int32 = 0
    var flags: RowFlags = []
    /// UTF-8 of the category's path and of the brand, empty where there is none.
    var category: [UInt8] = []
    var brand: [UInt8] = []
    /// MenuItem without its sale fields.
    var item: [UInt8] = []
    /// The expiry date; nil unless it is a valid one.
    private var expiry: [UInt8]?
    /// A stored sale field, which the document must not have.
    var saleField: SaleField?

    /// Derives the row of document `id` from its fields, google.firestore.v1.MapValue bytes.
    ///
    /// Fields of another kind than expected count as absent; throws only where the bytes are no
    /// MapValue at all.
    init(id: [UInt8], fields: [UInt8], updateTime: Int64) throws(WireError) {
        var writer = WireWriter(capacity: fields.count + 64)
        writer.lengthDelimited(1, id)
        // Products are active by default: an agent's own products need no flag.
        flags = .active
        var next = 0
        var row = self
        var categories = CategoryFields()
        try withFields(fields) { reader throws(WireError) in
            // The name is the second field of every item, so that sorting by it needs no search.
            if let name = try reader.value(of: "name")?.stringBytes {
                writer.lengthDelimited(3, name)
            }
            while let entry = try reader.next() {
                guard let field = PublicField.named(entry.key, next: &next) else {
                    if let name = SaleField.named(entry.key) { row.saleField = name }
                    continue
                }
                try row.set(field, try entry.view(), &categories, in: &writer)
            }
        }
        self = row
        let derived = categories.derived()
        category = derived.text
        writer.bytes.append(contentsOf: derived.entry)
        let raw = categories.rawText(derived)
        if !raw.isEmpty { writer.lengthDelimited(6, raw) }
        if updateTime > 0 { writer.timestamp(34, microseconds: updateTime) }
        if let expiry {
            flags.insert(.dated)
            writer.lengthDelimited(33, expiry)
        }
        item = writer.bytes
    }

    private mutating func set(
        _ field: PublicField, _ value: ValueView, _ categories: inout CategoryFields,
        in writer: inout WireWriter
    ) throws(WireError) {
        switch field {
        case .category:
            if let text = value.stringBytes { categories.setCategory(text) }
        case .rawCategory:
            if let text = value.stringBytes { categories.setRaw(text) }
        case .categoryPath:
            if let segments = value.array { try categories.setPath(segments) }
        case .isActive:
            if value.boolean == false { flags.remove(.active) }
        case .inStock:
            guard value.boolean == true else { return }
            flags.insert(.inStock)
            writer.bool(21, true)
        case .price:
            price = value.priceCents ?? 0
            if price > 0 { writer.int64(7, Int64(price)) }
        case .retailPrice:
            if let cents = value.priceCents { writer.int64(8, Int64(cents)) }
        case .effects:
            guard var effects = value.array else { return }
            while let effect = try effects.next() {
                if let text = effect.stringBytes { writer.lengthDelimited(31, text) }
            }
        case .terpenes:
            guard var terpenes = value.array else { return }
            while let terpene = try terpenes.next() {
                if let map = terpene.map { try Self.terpene(map, to: &writer) }
            }
        default:
            if let text = value.stringBytes {
                setText(field, text, in: &writer)
            } else if let number = value.number, let proto = Self.quantityNumber(field) {
                writer.double(proto, number)
            }
        }
    }

    private mutating func setText(
        _ field: PublicField, _ text: UnsafeRawBufferPointer, in writer: inout WireWriter
    ) {
        guard let proto = Self.textNumber(field) else { return }
        switch field {
        case .brandName: brand = [UInt8](text)
        case .expirationDate where ExpiryDay.number(text) != nil:
            // Written last: see ExpiryDay.
            return expiry = [UInt8](text)
        default: break
        }
        writer.lengthDelimited(proto, text)
    }

    /// MenuItem's field number of a text field.
    private static func textNumber(_ field: PublicField) -> UInt32? {
        switch field {
        case .externalId: 2
        case .brandName: 4
        case .priceSource: 9
        case .sku: 22
        case .strain: 23
        case .strainType: 24
        case .uom: 25
        case .imageUrl: 32
        case .expirationDate: 33
        default: nil
        }
    }

    /// MenuItem's field number of a quantity.
    private static func quantityNumber(_ field: PublicField) -> UInt32? {
        switch field {
        case .stock: 19
        case .onHand: 20
        case .thcPercent: 26
        case .cbdPercent: 27
        case .thcMg: 28
        case .cbdMg: 29
        default: nil
        }
    }

    private static func terpene(
        _ map: FieldsReader, to writer: inout WireWriter
    ) throws(WireError) {
        guard let name = try map.value(of: "name")?.stringBytes else { return }
        let percent = try map.value(of: "percentage")?.number
        writer.message(30) {
            $0.lengthDelimited(1, name)
            if let percent { $0.double(2, percent) }
        }
    }
}

extension ValueView {
    /// Dollars as integer cents, half away from zero; nil unless above zero and a price at all.
    ///
    /// Syncs write whole cents as the double nearest to them, and for those the rounding is exact:
    /// below 2^31 cents, a hundred times the double is off by far less than half a cent. Other
    /// values, also texts, are rounded in decimal: 1.005 is 1.01, although the double is below it.
    var priceCents: Int32? {
        if let text = string { return Self.price(Money.cents(text)) }
        guard let number, number > 0 else { return nil }
        let scaled = number * 100
        let nearest = scaled.rounded(.toNearestOrAwayFromZero)
        let isWhole = abs(scaled - nearest) < 1e-4
        return Self.price(isWhole ? Int64(exactly: nearest) : Money.cents("\(number)"))
    }

    private static func price(_ cents: Int64?) -> Int32? {
        guard let cents, cents > 0, cents <= PricingLimits.priceCentsMax else { return nil }
        return Int32(exactly: cents)
    }
}

extension WireWriter {
    /// A google.protobuf.Timestamp field from microseconds since 1970, not negative.
    mutating func timestamp(_ number: UInt32, microseconds: Int64) {
        message(number) {
            let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
            if seconds != 0 { $0.int64(1, seconds) }
            if rest > 0 { $0.int64(2, rest * 1000) }
        }
    }
}
