import ProtobufWire

private typealias Number = FieldNumber.DocumentTransform.FieldTransform

/// google.firestore.v1.DocumentTransform.FieldTransform, as received.
public struct FieldTransform: Equatable, Sendable {
    /// What to do with the field.
    public enum Kind: Equatable, Sendable {
        /// No transform_type.
        case none
        /// 1 is REQUEST_TIME; other numbers are refused.
        case setToServerValue(Int32)
        case increment(Value)
        case maximum(Value)
        case minimum(Value)
        case appendMissingElements([Value])
        case removeAllFromArray([Value])
    }

    public var fieldPath: String
    public var kind: Kind

    /// REQUEST_TIME of google.firestore.v1's ServerValue.
    public static let requestTime: Int32 = 1

    public init(fieldPath: String, kind: Kind) {
        self.fieldPath = fieldPath
        self.kind = kind
    }
}

extension FieldTransform: WireMessage {
    public init() { self.init(fieldPath: "", kind: .none) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case Number.fieldPath:
                try reader.expect(.lengthDelimited, of: field)
                fieldPath = try reader.string(field: Number.fieldPath)
            case Number.setToServerValue:
                try reader.expect(.varint, of: field)
                kind = .setToServerValue(Int32(truncatingIfNeeded: try reader.varint()))
            case Number.increment...Number.removeAllFromArray:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                kind = try Self.kind(field.number, &inner)
            default: try reader.skip(field.type)
            }
        }
    }

    private static func kind(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) -> Kind {
        if number == Number.appendMissingElements {
            return .appendMissingElements(try [Value](arrayValueFrom: &reader))
        }
        if number == Number.removeAllFromArray {
            return .removeAllFromArray(try [Value](arrayValueFrom: &reader))
        }
        var operand = Value()
        try operand.merge(from: &reader)
        switch number {
        case Number.increment: return .increment(operand)
        case Number.maximum: return .maximum(operand)
        default: return .minimum(operand)
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !fieldPath.isEmpty { writer.string(Number.fieldPath, fieldPath) }
        switch kind {
        case .none: break
        case .setToServerValue(let number): writer.int64(Number.setToServerValue, Int64(number))
        case .increment(let value): writer.message(Number.increment) { value.encode(into: &$0) }
        case .maximum(let value): writer.message(Number.maximum) { value.encode(into: &$0) }
        case .minimum(let value): writer.message(Number.minimum) { value.encode(into: &$0) }
        case .appendMissingElements(let values):
            writer.message(Number.appendMissingElements) { $0.values(values) }
        case .removeAllFromArray(let values):
            writer.message(Number.removeAllFromArray) { $0.values(values) }
        }
    }
}
