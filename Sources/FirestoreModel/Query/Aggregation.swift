import ProtobufWire

private typealias Number = FieldNumber.StructuredAggregationQuery

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
            guard field.number == Number.structuredQuery || field.number == Number.aggregations
            else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            if field.number == Number.structuredQuery {
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
        if let query { writer.message(Number.structuredQuery) { query.encode(into: &$0) } }
        for aggregation in aggregations {
            writer.message(Number.aggregations) { aggregation.encode(into: &$0) }
        }
    }
}

extension Aggregation: WireMessage {
    public init() { self.init(.none) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard Self.numbers.contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            if field.number == Number.Aggregation.alias {
                alias = try reader.string(field: Number.Aggregation.alias)
            } else {
                var inner = try reader.message()
                kind = try Self.kind(field.number, &inner)
            }
        }
    }

    private static let numbers = [
        Number.Aggregation.count,
        Number.Aggregation.sum,
        Number.Aggregation.avg,
        Number.Aggregation.alias,
    ]

    private static func kind(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) -> Operator {
        var upTo: Int64?
        var path = ""
        while let field = try reader.nextField() {
            // Count.up_to, Sum.field and Avg.field alike.
            guard field.number == Number.Aggregation.Sum.field else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            if number == Number.Aggregation.count {
                var inner = try reader.message()
                upTo = try inner.wrappedInt64()
            } else {
                path = try reader.fieldReference()
            }
        }
        switch number {
        case Number.Aggregation.count: return .count(upTo: upTo)
        case Number.Aggregation.sum: return .sum(path)
        default: return .average(path)
        }
    }

    public func encode(into writer: inout WireWriter) {
        switch kind {
        case .none: break
        case .count(let upTo):
            writer.message(Number.Aggregation.count) { count in
                if let upTo {
                    count.message(Number.Aggregation.Count.upTo) {
                        if upTo != 0 { $0.int64(1, upTo) }
                    }
                }
            }
        case .sum(let path):
            writer.message(Number.Aggregation.sum) {
                $0.fieldReference(Number.Aggregation.Sum.field, path)
            }
        case .average(let path):
            writer.message(Number.Aggregation.avg) {
                $0.fieldReference(Number.Aggregation.Sum.field, path)
            }
        }
        if !alias.isEmpty { writer.string(Number.Aggregation.alias, alias) }
    }
}
