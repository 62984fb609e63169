import Ordering
import StatusCodes

/// The aggregations of a query that passed validation.
public struct PreparedAggregation: Sendable {
    public enum Operator: Equatable, Sendable {
        case count(upTo: Int64?)
        case sum(FieldPath)
        case average(FieldPath)
    }

    public let query: PreparedQuery
    /// In the request's order, every alias once.
    public let aggregations: [(alias: String, kind: Operator)]

    /// INVALID_ARGUMENT for a faulty query, 0 or more than 5 aggregations, one without an
    /// operator, up_to below 1, `__name__`, reserved or repeated aliases, and fields that the
    /// query's projection lacks. The query's rows have all of the aggregated fields; see
    /// ``PreparedQuery/init(_:aggregating:parent:in:)``.
    public init(
        _ received: StructuredAggregationQuery, parent: String, in database: DatabaseName
    ) throws(Status) {
        aggregations = try Self.prepare(received.aggregations)
        // Without a query, as without a selector: all documents directly below the parent.
        query = try PreparedQuery(
            received.query ?? StructuredQuery(), aggregating: aggregations.compactMap(\.kind.path),
            parent: parent, in: database)
    }

    private static func prepare(
        _ received: [Aggregation]
    ) throws(Status) -> [(alias: String, kind: Operator)] {
        guard !received.isEmpty else { throw .invalid("Aggregations can not be empty.") }
        guard received.count <= FirestoreLimits.aggregationsMax else {
            throw .invalid("query has more than \(FirestoreLimits.aggregationsMax) aggregations")
        }
        var prepared: [(alias: String, kind: Operator)] = []
        var unnamedCount = 0
        for aggregation in received {
            var alias = aggregation.alias
            if alias.isEmpty {
                unnamedCount += 1
                alias = "field_\(unnamedCount)"
            }
            try requireAlias(alias)
            guard !prepared.contains(where: { ByteOrder.equal($0.alias, alias) }) else {
                throw .invalid("Aggregation aliases contain duplicate alias: \(alias).")
            }
            prepared.append((alias, try prepare(aggregation.kind)))
        }
        return prepared
    }

    /// Throws unless results may have a field of this name; the texts are Google's.
    private static func requireAlias(_ alias: String) throws(Status) {
        let most = FirestoreLimits.fieldNameBytesMax
        guard alias.utf8.count <= most else {
            throw .invalid("The property.name is longer than \(most) bytes.")
        }
        do throws(Status) {
            try FieldPath.requireStorable(alias)
        } catch {
            throw .invalid("The property.name \"\(alias)\" is reserved.")
        }
    }

    private static func prepare(_ kind: Aggregation.Operator) throws(Status) -> Operator {
        switch kind {
        case .none: throw .invalid("Operator field in Aggregation is not set.")
        case .count(let upTo):
            guard (upTo ?? 1) > 0 else {
                throw .invalid("The `up_to` value in a COUNT aggregation must be positive.")
            }
            return .count(upTo: upTo)
        case .sum(let path): return .sum(try field(path))
        case .average(let path): return .average(try field(path))
        }
    }

    private static func field(_ text: String) throws(Status) -> FieldPath {
        let path = try FieldPath(text)
        guard !path.isDocumentName else {
            throw .invalid("Aggregations are not supported for the property: \(path)")
        }
        try path.requireStorable()
        return path
    }
}

extension PreparedAggregation.Operator {
    /// The field that is summed; nil for a count.
    public var path: FieldPath? {
        switch self {
        case .count: nil
        case .sum(let path), .average(let path): path
        }
    }
}

/// Computes the aggregations over the rows of a query, after offset and limit.
public struct AggregationAccumulator: Sendable {
    private let aggregation: PreparedAggregation
    private let paths: [FieldPath]
    private var count: Int64 = 0
    private var sums: [NumberSum]

    public init(_ aggregation: PreparedAggregation) {
        self.aggregation = aggregation
        paths = aggregation.aggregations.compactMap(\.kind.path)
        sums = paths.map { _ in NumberSum() }
    }

    /// Adds one row. REQUIRES: it has every aggregated field.
    public mutating func add(_ fields: Fields) {
        count += 1
        for (index, path) in paths.enumerated() {
            if let value = fields.value(at: path) { sums[index].add(value) }
        }
    }

    /// google.firestore.v1.AggregationResult's aggregate_fields.
    public var result: Fields {
        var fields: Fields = [:]
        var sumIndex = 0
        for (alias, kind) in aggregation.aggregations {
            switch kind {
            case .count(let upTo): fields[alias] = .integer(min(count, upTo ?? .max))
            case .sum: fields[alias] = sums[sumIndex].sum
            case .average: fields[alias] = sums[sumIndex].average
            }
            if case .count = kind {} else { sumIndex += 1 }
        }
        return fields
    }
}

/// A sum that is exact for integers: 128 bits cannot overflow from 2^63 rows.
private struct NumberSum: Sendable {
    private var integers: Int128 = 0
    private var doubles = 0.0
    private var hasDouble = false
    private var count = 0

    /// Adds a number; other values are ignored.
    mutating func add(_ value: Value) {
        switch value {
        case .integer(let number): integers += Int128(number)
        case .double(let number):
            doubles += number
            hasDouble = true
        default: return
        }
        count += 1
    }

    private var total: Double { hasDouble ? Double(integers) + doubles : Double(integers) }

    var sum: Value {
        guard !hasDouble, let exact = Int64(exactly: integers) else { return .double(total) }
        return .integer(exact)
    }

    var average: Value { count == 0 ? .null : .double(total / Double(count)) }
}
