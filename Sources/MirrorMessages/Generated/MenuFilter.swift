// Written by Protocol/generate.py from Protocol/menu.proto; change that file instead.

import JSON
import ProtobufWire

/// Which items; conditions of different kinds must all hold, values of one kind are alternatives.
public struct MenuFilter: MirrorMessage {
    /// Families by their names, or paths (Edibles > Gummies) with all that lies below them.
    public var category: [String] = []
    public var brand: [String] = []
    /// Bounds of the price that a customer pays today, both inclusive.
    public var minPriceCents: Int64?
    public var maxPriceCents: Int64?
    public var onSale: Bool?
    public var inStock: Bool?
    public var strain: [String] = []
    /// Words that must all begin a word of the name, brand, category or strain.
    public var text: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                category.append(try reader.string(field: 1))
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                brand.append(try reader.string(field: 2))
            case 3:
                try reader.expect(.varint, of: tag)
                minPriceCents = Int64(bitPattern: try reader.varint())
            case 4:
                try reader.expect(.varint, of: tag)
                maxPriceCents = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                onSale = try reader.varint() != 0
            case 6:
                try reader.expect(.varint, of: tag)
                inStock = try reader.varint() != 0
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                strain.append(try reader.string(field: 7))
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                text = try reader.string(field: 8)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in category { writer.string(1, value) }
        for value in brand { writer.string(2, value) }
        if let minPriceCents { writer.int64(3, minPriceCents) }
        if let maxPriceCents { writer.int64(4, maxPriceCents) }
        if let onSale { writer.bool(5, onSale) }
        if let inStock { writer.bool(6, inStock) }
        for value in strain { writer.string(7, value) }
        if !text.isEmpty { writer.string(8, text) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("category", category) { writer, value in writer.value(value) }
        writer.array("brand", brand) { writer, value in writer.value(value) }
        if let minPriceCents { writer.member("min_price_cents", minPriceCents) }
        if let maxPriceCents { writer.member("max_price_cents", maxPriceCents) }
        if let onSale { writer.member("on_sale", onSale) }
        if let inStock { writer.member("in_stock", inStock) }
        writer.array("strain", strain) { writer, value in writer.value(value) }
        writer.member("text", text)
    }
}
