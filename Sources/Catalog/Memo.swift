import Synchronization

/// Remembers what was computed of few distinct keys for many rows, up to a number of them. Safe on
/// any thread.
public final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let known = Mutex<[Key: Value]>([:])
    private let limit: Int

    /// - Parameter limit: how many values are kept; then all are forgotten.
    public init(limit: Int) { self.limit = limit }

    /// The value of `key`, made where it is not known. Two threads may make it both.
    public func value(_ key: Key, make: (Key) -> Value) -> Value {
        if let value = known.withLock({ $0[key] }) { return value }
        let value = make(key)
        known.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known[key] = value
        }
        return value
    }
}
