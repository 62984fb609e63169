import ProtobufWire

private typealias Number = FieldNumber.StructuredQuery

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
            guard Self.numbers.contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            switch field.number {
            case Number.Filter.compositeFilter: self = try Self.composite(&inner)
            case Number.Filter.fieldFilter: self = try Self.field(&inner)
            default: self = try Self.unary(&inner)
            }
        }
    }

    private static let numbers =
        Number.Filter.compositeFilter...Number.Filter.unaryFilter

    private static func composite(_ reader: inout WireReader) throws(WireError) -> QueryFilter {
        var op: Int32 = 0
        var filters: [QueryFilter] = []
        while let field = try reader.nextField() {
            switch field.number {
            case Number.CompositeFilter.op:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case Number.CompositeFilter.filters:
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
            case Number.FieldFilter.field:
                try reader.expect(.lengthDelimited, of: field)
                path = try reader.fieldReference()
            case Number.FieldFilter.op:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case Number.FieldFilter.value:
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
            case Number.UnaryFilter.op:
                try reader.expect(.varint, of: field)
                op = Int32(truncatingIfNeeded: try reader.varint())
            case Number.UnaryFilter.field:
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
            writer.message(Number.Filter.compositeFilter) { inner in
                if op != 0 { inner.int64(Number.CompositeFilter.op, Int64(op)) }
                for filter in filters {
                    inner.message(Number.CompositeFilter.filters) { filter.encode(into: &$0) }
                }
            }
        case .field(let path, let op, let value):
            writer.message(Number.Filter.fieldFilter) { inner in
                inner.fieldReference(Number.FieldFilter.field, path)
                if op != 0 { inner.int64(Number.FieldFilter.op, Int64(op)) }
                inner.message(Number.FieldFilter.value) { value.encode(into: &$0) }
            }
        case .unary(let op, let path):
            writer.message(Number.Filter.unaryFilter) { inner in
                if op != 0 { inner.int64(Number.UnaryFilter.op, Int64(op)) }
                inner.fieldReference(Number.UnaryFilter.field, path)
            }
        }
    }
}

extension WireReader {
    /// The field_path of an embedded FieldReference.
    mutating func fieldReference() throws(WireError) -> String {
        var inner = try message()
        return try inner.strings(field: Number.FieldReference.fieldPath).last ?? ""
    }
}

extension WireWriter {
    /// An embedded FieldReference.
    mutating func fieldReference(_ number: UInt32, _ path: String) {
        message(number) { $0.string(Number.FieldReference.fieldPath, path) }
    }
}
