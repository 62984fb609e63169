import ProtobufWire

/// Builds the elements of an array value; see ``FieldsWriter/array(_:_:)``.
public struct ValuesWriter {
    private var writer: WireWriter

    init(continuing writer: consuming WireWriter) { self.writer = writer }

    consuming func finish() -> WireWriter { writer }

    /// A string element.
    public mutating func string(_ value: String) {
        writer.message(1) { $0.string(ValueField.stringValue, value) }
    }

    /// An integer element.
    public mutating func integer(_ value: Int64) {
        writer.message(1) { $0.int64(ValueField.integerValue, value) }
    }

    /// A double element.
    public mutating func double(_ value: Double) {
        writer.message(1) { $0.double(ValueField.doubleValue, value) }
    }

    /// A boolean element.
    public mutating func boolean(_ value: Bool) {
        writer.message(1) { $0.bool(ValueField.booleanValue, value) }
    }

    /// A null element.
    public mutating func null() { writer.message(1) { $0.uint64(ValueField.nullValue, 0) } }

    /// A timestamp element, in microseconds since 1970.
    public mutating func timestamp(microseconds: Int64) {
        value(.timestamp(Timestamp(microseconds: microseconds)))
    }

    /// A map element whose entries `body` writes.
    public mutating func map(_ body: (inout FieldsWriter) -> Void) {
        writer.message(1) { element in
            element.message(ValueField.mapValue) { inner in
                var fields = FieldsWriter(
                    continuing: WireWriter(appendingTo: inner.bytes.taken()))
                body(&fields)
                inner = fields.finish()
            }
        }
    }

    /// An element of any kind; slower than the typed methods.
    public mutating func value(_ value: Value) {
        writer.message(1) { value.encode(into: &$0) }
    }
}
