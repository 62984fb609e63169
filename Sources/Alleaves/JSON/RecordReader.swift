import Decimals
import JSON
import Pricing

import PointOfSale

/// Reads the fields of one record of a listing and records unreadable ones.
///
/// The first name of a field with a readable value counts; an unreadable value does not hide a
/// readable one under a later name.
struct RecordReader {
    private let sources: [JSONValue]
    private let listing: String
    /// The example id for unreadable values; set as soon as it is known.
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

    /// A text, truncated to what a document may contain; see ``JSONValue/word``.
    mutating func word(_ keys: String...) -> String? {
        read(keys) { value in value.textReading.map { _ in value.word } }
    }

    /// As above for a name, whose character references are decoded once, here.
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

    /// Reads a field with a custom conversion.
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

    /// Records an unreadable value found elsewhere, or several of one field.
    mutating func note(_ key: String, count: Int = 1) {
        unreadable.note("\(listing).\(key)", in: id, count: count)
    }

    /// Merges the unreadable values of a part of the record, such as an order's line.
    mutating func take(_ other: UnreadableValues) { unreadable.merge(other) }
}
