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
            let example = entry.example.map { ", for example in \($0)" } ?? ""
            let values = entry.count == 1 ? "1 value" : "\(entry.count) values"
            return "\(field): \(values) could not be read and count as absent\(example)"
        }
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
