import Ordering

/// The fields of a document or a map: a small dictionary kept in the order of its keys' UTF-8.
///
/// Unlike `[String: Value]` it distinguishes canonically equivalent keys, and it is encoded and
/// compared without sorting.
public struct Fields: Sendable {
    /// Sorted by the keys' UTF-8, every key once.
    private var entries: [(key: String, value: Value)] = []

    public init() {}

    /// Takes the pairs in any order; of a repeated key the last value counts.
    public init(_ pairs: some Sequence<(String, Value)>) {
        for (key, value) in pairs { appendUnordered(key, value) }
        restoreOrder()
    }

    /// Takes a dictionary's pairs.
    public init(_ dictionary: [String: Value]) {
        self.init(dictionary.map { ($0.key, $0.value) })
    }

    /// The keys in order.
    public var keys: [String] { entries.map(\.key) }

    /// The value of `key`; assigning nil removes the field. Logarithmic lookup.
    public subscript(key: String) -> Value? {
        get {
            let (index, found) = position(of: key)
            return found ? entries[index].value : nil
        }
        set {
            if let newValue { set(key, newValue) } else { removeValue(forKey: key) }
        }
    }

    /// Removes and returns the field.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> Value? {
        let (index, found) = position(of: key)
        return found ? entries.remove(at: index).value : nil
    }

    /// Makes room for `count` fields.
    public mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }

    /// Appends a pair out of order; ``restoreOrder()`` must follow. Sorted insertion of each would
    /// take quadratic time on a hostile message.
    mutating func appendUnordered(_ key: String, _ value: Value) {
        entries.append((key, value))
    }

    /// Sorts the keys and keeps the last value of each; does nothing if they are in order.
    mutating func restoreOrder() {
        let ordered = zip(entries, entries.dropFirst()).allSatisfy {
            ByteOrder.compare($0.key, $1.key) < 0
        }
        guard !ordered else { return }
        let sorted = entries.enumerated().sorted { left, right in
            let order = ByteOrder.compare(left.element.key, right.element.key)
            return order == 0 ? left.offset < right.offset : order < 0
        }
        entries.removeAll(keepingCapacity: true)
        for (_, entry) in sorted {
            if let last = entries.last, ByteOrder.equal(last.key, entry.key) {
                entries[entries.count - 1] = entry
            } else {
                entries.append(entry)
            }
        }
    }

    private mutating func set(_ key: String, _ value: Value) {
        // Stored and generated fields arrive in order, which makes this an append.
        if let last = entries.last, ByteOrder.compare(last.key, key) >= 0 {
            let (index, found) = position(of: key)
            if found {
                entries[index].value = value
            } else {
                entries.insert((key, value), at: index)
            }
        } else {
            entries.append((key, value))
        }
    }

    private func position(of key: String) -> (index: Int, isFound: Bool) {
        entries.binarySearch { ByteOrder.compare($0.key, key) }
    }
}

extension Fields: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }
    public subscript(position: Int) -> (key: String, value: Value) { entries[position] }
}

extension Fields: Equatable, ExpressibleByDictionaryLiteral {
    public static func == (left: Fields, right: Fields) -> Bool {
        left.entries.count == right.entries.count
            && zip(left.entries, right.entries).allSatisfy {
                ByteOrder.equal($0.key, $1.key) && $0.value == $1.value
            }
    }

    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}
