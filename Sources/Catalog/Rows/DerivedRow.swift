import FirestoreModel
import MirrorTree
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
    /// The id of the location that the price is of; empty where there is none, and where the
    /// document does not say what is at which location.
    var store: [UInt8] = []
    /// MenuItem without its sale fields.
    var item: [UInt8] = []
    /// The expiry date; nil unless it is a valid one.
    private var expiry: [UInt8]?
    /// A stored sale field, which the document must not have.
    var saleField: ProductField?

    /// Derives the row of document `id` from its fields, google.firestore.v1.MapValue bytes.
    ///
    /// Fields of another kind than expected count as absent; throws only where the bytes are no
    /// MapValue at all.
    init(id: [UInt8], fields: [UInt8], updateTime: Int64) throws(WireError) {
        var writer = WireWriter(capacity: fields.count + 64)
        writer.lengthDelimited(MenuItemNumber.id, id)
        // Products are active by default: an agent's own products need no flag.
        flags = .active
        var next = 0
        var row = self
        var categories = CategoryFields()
        let menu = MenuFields.all
        try withFields(fields) { reader throws(WireError) in
            // The name is the second field of every item, so that sorting by it needs no search.
            if let name = try reader.value(of: "name")?.stringBytes {
                writer.lengthDelimited(MenuItemNumber.name, name)
            }
            while let entry = try reader.next() {
                guard let index = menu.index(of: entry.key, next: &next) else {
                    if let sale = MenuFields.saleField(named: entry.key) { row.saleField = sale }
                    continue
                }
                try row.set(menu.fields[index], try entry.view(), &categories, in: &writer)
            }
        }
        self = row
        let derived = categories.derived()
        category = derived.text
        writer.bytes.append(contentsOf: derived.entry)
        let raw = categories.rawText(derived)
        if !raw.isEmpty { writer.lengthDelimited(MenuItemNumber.rawCategory, raw) }
        if updateTime > 0 {
            writer.timestamp(MenuItemNumber.updatedAt, microseconds: updateTime)
        }
        if let expiry {
            flags.insert(.dated)
            writer.lengthDelimited(MenuItemNumber.expirationDate, expiry)
        }
        item = writer.bytes
    }

    private mutating func set(
        _ field: MenuFields.Field, _ value: ValueView, _ categories: inout CategoryFields,
        in writer: inout WireWriter
    ) throws(WireError) {
        switch field.column {
        case .category:
            if let text = value.stringBytes { categories.setCategory(text) }
        case .rawCategory:
            if let text = value.stringBytes { categories.setRaw(text) }
        case .categoryPath:
            if let segments = value.array { try categories.setPath(segments) }
        case .active:
            if value.boolean == false { flags.remove(.active) }
        case .inStock:
            guard value.boolean == true else { return }
            flags.insert(.inStock)
            writer.bool(field.number, true)
        case .price:
            price = value.priceCents ?? 0
            if price > 0 { writer.int64(field.number, Int64(price)) }
        case .brand:
            guard let text = value.stringBytes else { return }
            brand = [UInt8](text)
            writer.lengthDelimited(field.number, text)
        case .expiry:
            guard let text = value.stringBytes else { return }
            // A date is written last: see ExpiryDay.
            guard ExpiryDay.number(text) == nil else { return expiry = [UInt8](text) }
            writer.lengthDelimited(field.number, text)
        case .locations:
            if value.map != nil { flags.insert(.ofStores) }
        case .priceLocation:
            guard let id = value.stringBytes else { return }
            writer.lengthDelimited(field.number, id)
            if flags.contains(.ofStores), id.count <= FirestoreLimits.idBytesMax {
                store = [UInt8](id)
            }
        // Written first.
        case .name: break
        case nil: try Self.write(field, value, to: &writer)
        }
    }

    /// A field that no column is made of.
    private static func write(
        _ field: MenuFields.Field, _ value: ValueView, to writer: inout WireWriter
    ) throws(WireError) {
        switch field.kind {
        case .text, .date, .location:
            if let text = value.stringBytes { writer.lengthDelimited(field.number, text) }
        case .quantity, .potency:
            if let number = value.number { writer.double(field.number, number) }
        case .money:
            if let cents = value.priceCents { writer.int64(field.number, Int64(cents)) }
        case .integer:
            if let integer = value.integer { writer.int64(field.number, integer) }
        case .flag:
            if value.boolean == true { writer.bool(field.number, true) }
        case .time:
            guard let time = value.timestampMicroseconds, time > 0 else { return }
            writer.timestamp(field.number, microseconds: time)
        case .texts:
            guard var texts = value.array else { return }
            while let element = try texts.next() {
                if let text = element.stringBytes { writer.lengthDelimited(field.number, text) }
            }
        case .terpenes:
            guard var terpenes = value.array else { return }
            while let element = try terpenes.next() {
                if let map = element.map { try terpene(map, field.number, to: &writer) }
            }
        // Nothing that a menu item could show.
        case .offers, .records: break
        }
    }

    private static func terpene(
        _ map: FieldsReader, _ number: UInt32, to writer: inout WireWriter
    ) throws(WireError) {
        guard let name = try map.value(of: "name")?.stringBytes else { return }
        let percent = try map.value(of: "percentage")?.number
        writer.message(number) {
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
