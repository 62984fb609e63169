/// The result of reading a field: absent, read, or unreadable. A missing member, null and a blank
/// string are absent.
package enum FieldReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, if read.
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
