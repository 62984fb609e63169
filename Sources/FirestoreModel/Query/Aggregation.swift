import ProtobufWire

/// google.firestore.v1.StructuredAggregationQuery, as received.
public struct StructuredAggregationQuery: Equatable, Sendable {
    public var query: StructuredQuery?
    public var aggregations: [Aggregation] = []

    public init() {}
}

/// google.firestore.v1.StructuredAggregationQuery.Aggregation, as received.
public struct Aggregation: Equatable, Sendable {
    public enum Operator: Equatable, Sendable {
        case none
        case count(upTo: Int64?)
        case sum(String)
        case average(String)
    }

    public var kind: Operator
    /// Empty for a default alias.
    public var alias: String

    public init(_ kind: Operator, alias: String = "") {
        self.kind = kind
        self.alias = alias
    }
}

extension StructuredAggregationQuery: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard field.number == 1 || field.number == 3 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            if field.number == 1 {
                var received = query ?? StructuredQuery()
                try received.merge(from: &inner)
                query = received
            } else {
                var aggregation = Aggregation()
                try aggregation.merge(from: &inner)
                aggregations.append(aggregation)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let query { writer.message(1) { query.encode(into: &$0) } }
        for aggregation in aggregations { writer.message(3) { aggregation.encode(into: &$0) } }
    }
}

extension Aggregation: WireMessage {
    public init() { self.init(.none) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard [1, 2, 3, 7].contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            if field.number == 7 {
                alias = try reader.string(field: 7)
            } else {
                var inner = try reader.message()
                kind = try Self.kind(field.number, &inner)
            }
        }
    }

    private static func kind(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) -> Operator {
        var upTo: Int64?
        var path = ""
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            if number == 1 {
                var inner = try reader.message()
                upTo = try inner.wrappedInt64()
            } else {
                path = try reader.fieldReference()
            }
        }
        switch number {
        case 1: return .count(upTo: upTo)
        case 2: return .sum(path)
        default: return .average(path)
        }
    }

    public func encode(into writer: inout WireWriter) {
        switch kind {
        case .none: break
        case .count(let upTo):
            writer.message(1) { count in
                if let upTo { count.message(1) { if upTo != 0 { $0.int64(1, upTo) } } }
            }
        case .sum(let path): writer.message(2) { $0.fieldReference(1, path) }
        case .average(let path): writer.message(3) { $0.fieldReference(1, path) }
        }
        if !alias.isEmpty { writer.string(7, alias) }
    }
}
