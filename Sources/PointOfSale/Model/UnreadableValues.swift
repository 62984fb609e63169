/// Counts of unreadable values by field. Never contains a value, which may be personal data.
///
/// A value type; one thread at a time.
public struct UnreadableValues: Equatable, Sendable {
    /// One field of one listing.
    public struct Entry: Equatable, Sendable {
        /// Number of records with an unreadable value.
        public var count: Int
        /// The id of one of them, if any.
        public var example: String?
    }

    /// In place of a field: the whole record, which has bytes that are not UTF-8.
    package static let rowField = "row"

    /// By listing and field, `orders.total` for example.
    public private(set) var entries: [String: Entry] = [:]

    public init() {}

    public var isEmpty: Bool { entries.isEmpty }

    /// The total count.
    public var count: Int { entries.values.reduce(0) { $0 + $1.count } }

    /// Counts `count` more values of `field`; the first example stays.
    public mutating func note(_ field: String, in id: String?, count: Int = 1) {
        guard count > 0 else { return }
        var entry = entries[field] ?? Entry(count: 0, example: nil)
        entry.count += count
        if entry.example == nil { entry.example = id.map(Self.shown) }
        entries[field] = entry
    }

    /// Counts records of a listing with bytes that are not UTF-8; nothing of them is taken.
    public mutating func noteRows(_ count: Int, of listing: String, example: String?) {
        note("\(listing).\(Self.rowField)", in: example, count: count)
    }

    public mutating func merge(_ other: UnreadableValues) {
        for (field, entry) in other.entries {
            note(field, in: entry.example, count: entry.count)
        }
    }

    /// Whether any of `fields` had an unreadable value.
    public func holds(_ fields: String...) -> Bool { fields.contains { entries[$0] != nil } }

    /// A sentence for each field, in the order of their names.
    public var texts: [String] {
        entries.sorted { $0.key < $1.key }.map { field, entry in
            if field.hasSuffix(".\(Self.rowField)") { return Self.rowText(field, entry) }
            let example = entry.example.map { ", for example in \($0)" } ?? ""
            let values = entry.count == 1 ? "1 value" : "\(entry.count) values"
            return "\(field): \(values) could not be read and count as absent\(example)"
        }
    }

    private static func rowText(_ field: String, _ entry: Entry) -> String {
        let listing = field.dropLast(rowField.utf8.count + 1)
        let example = entry.example.map { ", for example \($0)" } ?? ""
        return entry.count == 1
            ? "\(listing): 1 row has bytes that are not UTF-8 and changes nothing\(example)"
            : "\(listing): \(entry.count) rows have bytes that are not UTF-8 and change nothing"
                + example
    }

    /// Redacts and truncates an id, which may be an address or a telephone number; short numbers
    /// are shown unchanged.
    private static func shown(_ id: String) -> String {
        let cut = String(
            String.UnicodeScalarView(
                id.unicodeScalars.prefix(POSLimits.exampleScalarsMax)))
        if Int64(cut) != nil, cut.utf8.count < POSLimits.telephoneDigits { return cut }
        return scrubber.scrubbed(cut) ?? RedactedText.mark
    }

    private static let scrubber = RedactedText()
}
