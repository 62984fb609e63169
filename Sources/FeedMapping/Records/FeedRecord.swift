import JSON

/// One record as it stands in the feed.
enum FeedRecord {
    case row(CSVRow)
    case tree(JSONValue)
}

/// A row by its header.
struct CSVRow {
    let header: CSVHeader
    let fields: [String]
}

/// The first row of a CSV file: which column is where.
final class CSVHeader: Sendable {
    /// Trimmed, in the order of the file.
    let names: [String]
    /// Names that stand over several columns: which is meant nobody knows.
    let repeated: Set<String>
    private let positions: [String: Int]

    init(_ fields: [String]) {
        names = fields.map { FeedText.trimmed($0) }
        var positions: [String: Int] = [:]
        var repeated: Set<String> = []
        for (index, name) in names.enumerated() where !name.isEmpty {
            if positions.updateValue(index, forKey: name) != nil { repeated.insert(name) }
        }
        self.positions = positions
        self.repeated = repeated
    }

    /// The place of a column; nil where there is none, or several.
    func position(_ name: String) -> Int? { repeated.contains(name) ? nil : positions[name] }
}
