import FirestoreModel
import MirrorTree

extension Fields {
    /// The string of a field; empty where it has none.
    package func text(_ key: String) -> String {
        guard case .string(let text) = self[key] else { return "" }
        return text
    }

    /// The string of a field; empty where it has none.
    package func text(_ field: some TreeField) -> String { text(field.rawValue) }

    /// The number of a field, an integer or a double.
    package func number(_ field: some TreeField) -> Double? { number(field.rawValue) }

    /// The number of a field, an integer or a double.
    package func number(_ key: String) -> Double? {
        switch self[key] {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
