import ProtobufWire

/// google.firestore.v1.StructuredQuery.FieldFilter.Operator; the raw values are on the wire.
public enum FieldOperator: Int32, Sendable, CaseIterable {
    case lessThan = 1
    case lessThanOrEqual = 2
    case greaterThan = 3
    case greaterThanOrEqual = 4
    case equal = 5
    case notEqual = 6
    case arrayContains = 7
    case `in` = 8
    case arrayContainsAny = 9
    case notIn = 10
}

/// google.firestore.v1.StructuredQuery.UnaryFilter.Operator; the raw values are on the wire.
public enum UnaryOperator: Int32, Sendable, CaseIterable {
    case isNaN = 2
    case isNull = 3
    case isNotNaN = 4
    case isNotNull = 5
}

/// google.firestore.v1.StructuredQuery.Filter, as received. Operators stay numbers until the
/// query is prepared, since unknown ones are a fault of the query, not of the message.
public indirect enum QueryFilter: Equatable, Sendable {
    /// No filter_type.
    case none
    /// 1 is AND, 2 is OR.
    case composite(op: Int32, filters: [QueryFilter])
    case field(path: String, op: Int32, value: Value)
    case unary(op: Int32, path: String)

    /// All of the filters.
    public static func and(_ filters: [QueryFilter]) -> QueryFilter {
        .composite(op: 1, filters: filters)
    }

    /// Any of the filters.
    public static func or(_ filters: [QueryFilter]) -> QueryFilter {
        .composite(op: 2, filters: filters)
    }

    /// A comparison with a value.
    public static func `where`(
        _ path: String, _ op: FieldOperator, _ value: Value
    ) -> QueryFilter {
        .field(path: path, op: op.rawValue, value: value)
    }

    /// A test of one field.
    public static func `where`(_ path: String, _ op: UnaryOperator) -> QueryFilter {
        .unary(op: op.rawValue, path: path)
    }
}

extension QueryFilter: WireMessage {
    public init() { self = .none }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard (1...3).contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            switch field.number {
            case 1: self = try Self.composite(&inner)
            case 2: self = try Self.field(&inner)
            default: self = try Self.unary(&inner)
            }
        }
    }

    private static func composite(_ reader: inout WireReader) throws(WireError) -> QueryFilter {
        var op: Int32 = 0
        var filters: [QueryFilter] = []
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var filter = QueryFilter.none
                try filter.merge(from: &inner)
                filters.append(filter)
            default: try reader.skip(field.type)
            }
        }
        return .composite(op: op, filters: filters)
    }

    private static func field(_ reader: inout WireReader) throws(WireError) -> QueryFilter {
        var path = ""
        var op: Int32 = 0
        var value = Value()
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                path = try reader.fieldReference()
            case 2:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case 3:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                try value.merge(from: &inner)
            default: try reader.skip(field.type)
            }
        }
        return .field(path: path, op: op, value: value)
    }

    private static func unary(_ reader: inout WireReader) throws(WireError) -> QueryFilter {
        var path = ""
        var op: Int32 = 0
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                path = try reader.fieldReference()
            default: try reader.skip(field.type)
            }
        }
        return .unary(op: op, path: path)
    }

    public func encode(into writer: inout WireWriter) {
        switch self {
        case .none: break
        case .composite(let op, let filters):
            writer.message(1) { inner in
                if op != 0 { inner.int64(1, Int64(op)) }
                for filter in filters { inner.message(2) { filter.encode(into: &$0) } }
            }
        case .field(let path, let op, let value):
            writer.message(2) { inner in
                inner.fieldReference(1, path)
                if op != 0 { inner.int64(2, Int64(op)) }
                inner.message(3) { value.encode(into: &$0) }
            }
        case .unary(let op, let path):
            writer.message(3) { inner in
                if op != 0 { inner.int64(1, Int64(op)) }
                inner.fieldReference(2, path)
            }
        }
    }
}

extension WireReader {
    /// The field_path of an embedded FieldReference.
    mutating func fieldReference() throws(WireError) -> String {
        var inner = try message()
        return try inner.strings(field: 2).last ?? ""
    }
}

extension WireWriter {
    /// An embedded FieldReference.
    mutating func fieldReference(_ number: UInt32, _ path: String) {
        message(number) { $0.string(2, path) }
    }
}
