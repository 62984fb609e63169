import Pricing

import PointOfSale

/// Reads the fields of one record of a listing and notes what is there but cannot be read.
///
/// Of several names for a field the first that has a value counts; an unreadable one does not hide
/// a readable one behind it.
struct RecordReader {
    private let sources: [JSONValue]
    private let listing: String
    /// Shown as the example of what could not be read; set it as soon as it is known.
    var id: String?
    private(set) var unreadable = UnreadableValues()

    /// - Parameters:
    ///   - records: objects to look into, the first one first (a nested `customer`, then the row).
    ///   - listing: the first part of a noted field's name, `orders` for example.
    init(_ records: JSONValue?..., listing: String) {
        sources = records.compactMap { $0 }
        self.listing = listing
    }

    mutating func text(_ keys: String...) -> String? { read(keys) { $0.textReading } }

    /// A text, cut to what a document takes; see ``JSONValue/word``.
    mutating func word(_ keys: String...) -> String? {
        read(keys) { value in value.textReading.map { _ in value.word } }
    }

    /// The same for a name, which the POS keeps as its web forms escaped it: decoded once, here.
    mutating func decoded(_ keys: String...) -> String? {
        read(keys) { value in value.textReading.map { _ in value.word } }
            .map { HTMLText.decoded($0) }
    }

    mutating func integer(_ keys: String...) -> Int64? { read(keys) { $0.integerReading } }
    mutating func cents(_ keys: String...) -> Int64? { read(keys) { $0.centsReading } }
    mutating func quantity(_ keys: String...) -> Int64? { read(keys) { $0.quantityReading } }
    mutating func flag(_ keys: String...) -> Bool? { read(keys) { $0.flagReading } }
    mutating func time(_ keys: String...) -> String? { read(keys) { $0.timeReading } }
    mutating func id(_ keys: String...) -> String? { read(keys) { $0.idReading } }
    mutating func count(_ keys: String...) -> Int64? { read(keys) { $0.countReading } }
    mutating func decimal(_ keys: String...) -> DecimalNumber? { read(keys) { $0.decimalReading } }

    /// Any field whose meaning the others do not have.
    mutating func read<Value>(
        _ keys: [String], _ reading: (JSONValue) -> FieldReading<Value>
    ) -> Value? {
        var unreadableKey: String?
        for source in sources {
            for key in keys {
                guard let value = source[key] else { continue }
                switch reading(value) {
                case .absent: continue
                case .read(let value): return value
                case .unreadable: unreadableKey = unreadableKey ?? key
                }
            }
        }
        if let unreadableKey { note(unreadableKey) }
        return nil
    }

    /// Notes a value that was looked at elsewhere, or several of one field.
    mutating func note(_ key: String, count: Int = 1) {
        unreadable.note("\(listing).\(key)", in: id, count: count)
    }

    /// Takes over what was noted of a part of the record, an order's line for example.
    mutating func take(_ other: UnreadableValues) { unreadable.merge(other) }
}
