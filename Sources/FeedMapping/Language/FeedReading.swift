/// What became of a value: it is absent, it was read, or something is there that is no such value.
/// Absent is a missing member, null, and a text without anything in it.
public enum FeedReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, where there is one.
    public var value: Value? {
        guard case .read(let value) = self else { return nil }
        return value
    }

    func flatMap<Other>(_ transform: (Value) -> FeedReading<Other>) -> FeedReading<Other> {
        switch self {
        case .absent: .absent
        case .unreadable: .unreadable
        case .read(let value): transform(value)
        }
    }
}

extension FeedReading: Equatable where Value: Equatable {}
extension FeedReading: Sendable where Value: Sendable {}
