import ProtobufWire

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
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                fieldPath = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: field)
                kind = .setToServerValue(Int32(truncatingIfNeeded: try reader.varint()))
            case 3...7:
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
        if number == 6 { return .appendMissingElements(try [Value](arrayValueFrom: &reader)) }
        if number == 7 { return .removeAllFromArray(try [Value](arrayValueFrom: &reader)) }
        var operand = Value()
        try operand.merge(from: &reader)
        switch number {
        case 3: return .increment(operand)
        case 4: return .maximum(operand)
        default: return .minimum(operand)
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !fieldPath.isEmpty { writer.string(1, fieldPath) }
        switch kind {
        case .none: break
        case .setToServerValue(let number): writer.int64(2, Int64(number))
        case .increment(let value): writer.message(3) { value.encode(into: &$0) }
        case .maximum(let value): writer.message(4) { value.encode(into: &$0) }
        case .minimum(let value): writer.message(5) { value.encode(into: &$0) }
        case .appendMissingElements(let values): writer.message(6) { $0.values(values) }
        case .removeAllFromArray(let values): writer.message(7) { $0.values(values) }
        }
    }
}
