/// What became of a field: it is absent, it was read, or something is there that is no such value.
/// Absent is a missing member, null, and a string without anything in it.
package enum FieldReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, where there is one.
    package var value: Value? {
        guard case .read(let value) = self else { return nil }
        return value
    }

    package func map<Other>(_ transform: (Value) -> Other?) -> FieldReading<Other> {
        switch self {
        case .absent: .absent
        case .unreadable: .unreadable
        case .read(let value): transform(value).map { .read($0) } ?? .unreadable
        }
    }
}

extension FieldReading: Equatable where Value: Equatable {}
