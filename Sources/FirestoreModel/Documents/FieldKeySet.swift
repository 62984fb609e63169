import Ordering

/// A set of top-level field names, built once for many merges.
///
/// Immutable; copies share one sorted list of the names' UTF-8.
public struct FieldKeySet: Sendable, Equatable {
    private let keys: [[UInt8]]

    /// Takes names in any order.
    public init(_ keys: some Sequence<String>) {
        self.keys = keys.map { Array($0.utf8) }.sorted { ByteOrder.compare($0, $1) < 0 }
    }

    /// The names, in the order of their UTF-8.
    public var names: [String] { keys.map { String(decoding: $0, as: UTF8.self) } }

    /// Whether the name with this UTF-8 is in the set; nothing is copied or allocated.
    public func contains(_ key: UnsafeRawBufferPointer) -> Bool {
        keys.binarySearch { $0.withUnsafeBytes { ByteOrder.compare($0, key) } }.isFound
    }
}

extension FieldKeySet: ExpressibleByArrayLiteral {
    public init(arrayLiteral keys: String...) { self.init(keys) }
}
