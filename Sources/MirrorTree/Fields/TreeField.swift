import FirestoreModel

/// The fields of one kind of document, or of a map in one, by the names that are stored. Raw values
/// are stored: append, never rename.
public protocol TreeField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

extension Fields {
    /// The value of a field; nil where it is absent. Setting nil removes it.
    @inlinable public subscript(_ field: some TreeField) -> Value? {
        get { self[field.rawValue] }
        set { self[field.rawValue] = newValue }
    }

    /// The fields that are given, each once.
    @inlinable public init<Field: TreeField>(_ pairs: [(Field, Value)]) {
        self.init(pairs.map { ($0.0.rawValue, $0.1) })
    }
}
