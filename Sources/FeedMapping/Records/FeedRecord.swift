import JSON

/// One record of a feed, unmapped.
enum FeedRecord {
    case row(CSVRow)
    case tree(JSONValue)
}

/// A CSV row with its header.
struct CSVRow {
    let header: CSVHeader
    let fields: [String]
}

/// The header row of a CSV file.
final class CSVHeader: Sendable {
    /// Trimmed, in file order.
    let names: [String]
    /// Names of several columns, which are therefore ambiguous.
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

    /// The index of a column; nil if absent or ambiguous.
    func position(_ name: String) -> Int? { repeated.contains(name) ? nil : positions[name] }
}

extension JSONValue {
    /// Whether an object in it says a member twice, and not the same: which one counts would be a
    /// guess.
    var contradictsItself: Bool {
        switch self {
        case .object(let members):
            if members.count > 8 {
                var known: [String: JSONValue] = [:]
                for member in members {
                    if let other = known.updateValue(member.value, forKey: member.key),
                        other != member.value
                    {
                        return true
                    }
                }
            } else {
                for (place, member) in members.enumerated()
                where members[..<place].contains(where: {
                    $0.key == member.key && $0.value != member.value
                }) {
                    return true
                }
            }
            return members.contains { $0.value.contradictsItself }
        case .array(let elements): return elements.contains { $0.contradictsItself }
        case .null, .bool, .number, .string: return false
        }
    }
}
