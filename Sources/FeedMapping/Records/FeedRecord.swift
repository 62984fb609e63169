import JSON
import TextForms

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
    /// The columns of names that several columns have, by name.
    let repeated: [String: [Int]]
    private let positions: [String: Int]
    /// The names in lower case, sorted.
    private let folded: [String]

    init(_ fields: [String]) {
        names = fields.map { $0.trimmedOfInvisibles }
        var positions: [String: Int] = [:]
        var repeated: [String: [Int]] = [:]
        for (index, name) in names.enumerated() where !name.isEmpty {
            if let first = positions[name] {
                repeated[name, default: [first]].append(index)
            } else {
                positions[name] = index
            }
        }
        self.positions = positions
        self.repeated = repeated
        folded = names.map { $0.lowercased() }.sorted()
    }

    /// The index of a column, of several with the name the first; nil if absent.
    func position(_ name: String) -> Int? { positions[name] }

    /// Whether columns of one name say different things in a row.
    func isContradicted(_ name: String, in fields: [String]) -> Bool {
        guard let columns = repeated[name], let first = columns.first else { return false }
        return columns.contains {
            $0 < fields.count && fields[$0].trimmedOfInvisibles != fields[first].trimmedOfInvisibles
        }
    }

    /// Whether a row is the header again, in any case or order. Of a single column a value may well
    /// be its name.
    func isRepeated(in fields: [String]) -> Bool {
        guard fields.count > 1, fields.count == names.count, let first = fields.first,
            folded.contains(first.trimmedOfInvisibles.lowercased())
        else { return false }
        return fields.map { $0.trimmedOfInvisibles.lowercased() }.sorted() == folded
    }
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
