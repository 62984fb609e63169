import FirestoreModel
import ProtobufWire

/// The fields of one kind of document, or of a map in one, by the names that are stored. Raw values
/// are stored: append, never rename.
public protocol TreeField: RawRepresentable<String>, CaseIterable, Hashable, Sendable {}

extension Fields {
    /// The value of a field; nil where it is absent. Setting nil removes it.
    @inlinable public subscript(_ field: some TreeField) -> Value? {
        get { self[field.rawValue] }
        set { self[field.rawValue] = newValue }
    }

    /// The fields that are given; of a repeated one the last value counts.
    @inlinable public init<Field: TreeField>(_ pairs: [(Field, Value)]) {
        self.init(pairs.map { ($0.0.rawValue, $0.1) })
    }
}

extension FieldKeySet {
    /// These fields.
    @inlinable public init<Field: TreeField>(_ fields: [Field]) {
        self.init(fields.map(\.rawValue))
    }
}

extension FieldsReader.Entry {
    /// Whether the entry is of `field`.
    @inlinable public func isKey(_ field: some TreeField) -> Bool { isKey(field.rawValue) }
}

extension FieldsReader {
    /// The value of a field; nil where it is absent.
    @inlinable public func value(of field: some TreeField) throws(WireError) -> ValueView? {
        try value(of: field.rawValue)
    }
}

// Fields come in the order of their names, as FieldsWriter requires.
extension FieldsWriter {
    /// A string field.
    @inlinable public mutating func string(_ field: some TreeField, _ value: String) {
        string(field.rawValue, value)
    }

    /// An integer field.
    @inlinable public mutating func integer(_ field: some TreeField, _ value: Int64) {
        integer(field.rawValue, value)
    }

    /// A boolean field.
    @inlinable public mutating func boolean(_ field: some TreeField, _ value: Bool) {
        boolean(field.rawValue, value)
    }

    /// A null field.
    @inlinable public mutating func null(_ field: some TreeField) { null(field.rawValue) }

    /// A double field.
    @inlinable public mutating func double(_ field: some TreeField, _ value: Double) {
        double(field.rawValue, value)
    }

    /// A timestamp field, in microseconds since 1970.
    @inlinable public mutating func timestamp(_ field: some TreeField, microseconds: Int64) {
        timestamp(field.rawValue, microseconds: microseconds)
    }

    /// An array field whose elements `body` writes.
    @inlinable public mutating func array(
        _ field: some TreeField, _ body: (inout ValuesWriter) -> Void
    ) { array(field.rawValue, body) }

    /// A map field whose entries `body` writes.
    @inlinable public mutating func map(
        _ field: some TreeField, _ body: (inout FieldsWriter) -> Void
    ) { map(field.rawValue, body) }
}
