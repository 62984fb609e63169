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
    /// operator, up_to below 1, `__name__`, and reserved or repeated aliases.
    public init(
        _ received: StructuredAggregationQuery, parent: String, in database: DatabaseName
    ) throws(FirestoreError) {
        guard let inner = received.query else { throw .invalid("aggregation has no query") }
        query = try PreparedQuery(inner, parent: parent, in: database)
        guard (1...FirestoreLimits.aggregationsMax).contains(received.aggregations.count) else {
            throw .invalid("query needs 1 to \(FirestoreLimits.aggregationsMax) aggregations")
        }
        var prepared: [(alias: String, kind: Operator)] = []
        var unnamedCount = 0
        for aggregation in received.aggregations {
            var alias = aggregation.alias
            if alias.isEmpty {
                unnamedCount += 1
                alias = "field_\(unnamedCount)"
            }
            try FieldPath.requireStorable(alias)
            guard !prepared.contains(where: { ByteOrder.equal($0.alias, alias) }) else {
                throw .invalid("two aggregations have one alias")
            }
            prepared.append((alias, try Self.prepare(aggregation.kind)))
        }
        aggregations = prepared
    }

    private static func prepare(_ kind: Aggregation.Operator) throws(FirestoreError) -> Operator {
        switch kind {
        case .none: throw .invalid("aggregation has no operator")
        case .count(let upTo):
            guard (upTo ?? 1) > 0 else { throw .invalid("up_to is not positive") }
            return .count(upTo: upTo)
        case .sum(let path): return .sum(try field(path))
        case .average(let path): return .average(try field(path))
        }
    }

    private static func field(_ text: String) throws(FirestoreError) -> FieldPath {
        let path = try FieldPath(text)
        try path.requireStorable()
        return path
    }
}

/// Folds the rows of a query (after offset and limit) into the aggregations' results.
public struct AggregationAccumulator: Sendable {
    private let aggregation: PreparedAggregation
    private let paths: [FieldPath]
    private var count: Int64 = 0
    private var sums: [NumberSum]

    public init(_ aggregation: PreparedAggregation) {
        self.aggregation = aggregation
        paths = aggregation.aggregations.compactMap { _, kind in
            switch kind {
            case .count: nil
            case .sum(let path), .average(let path): path
            }
        }
        sums = paths.map { _ in NumberSum() }
    }

    /// Takes one row. A row that lacks any summed field is out of all of the aggregations.
    public mutating func add(_ fields: Fields) {
        var values: [Value] = []
        values.reserveCapacity(paths.count)
        for path in paths {
            guard let value = fields.value(at: path) else { return }
            values.append(value)
        }
        count += 1
        for (index, value) in values.enumerated() { sums[index].add(value) }
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

    /// Values that are no numbers are skipped.
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
