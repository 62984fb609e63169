import Synchronization

/// A bounded cache of values computed from few distinct keys. Any thread.
public final class Memo<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let known = Mutex<[Key: Value]>([:])
    private let limit: Int

    /// - Parameter limit: maximum number of values; beyond it the cache is emptied.
    public init(limit: Int) {
        precondition(limit > 0, "something is remembered")
        self.limit = limit
    }

    /// The value of `key`, computed if missing. Two threads may both compute it.
    public func value(_ key: Key, make: (Key) -> Value) -> Value {
        if let value = known.withLock({ $0[key] }) { return value }
        let value = make(key)
        known.withLock { known in
            if known.count >= limit { known.removeAll(keepingCapacity: true) }
            known[key] = value
            assert(known.count <= limit, "what is remembered is bounded")
        }
        return value
    }
}
