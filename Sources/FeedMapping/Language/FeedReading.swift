/// The result of reading a value: absent, read, or unreadable. A missing member, null and a blank
/// text are absent.
public enum FeedReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, if read.
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
