import FirestoreModel
import ProtobufWire
import StatusCodes

extension DocumentReading {
    /// The aggregations over the rows of their query, after offset and limit: the aggregate_fields
    /// of google.firestore.v1.AggregationResult. Rows are not copied; the run ends once every
    /// aggregation has reached its cap. Throws as ``run(_:options:_:)``.
    public func aggregate(
        _ aggregation: PreparedAggregation, options: QueryOptions = QueryOptions()
    ) throws(Status) -> (result: Fields, statistics: QueryStatistics) {
        var accumulator = AggregationAccumulator(aggregation)
        let names = aggregation.fieldNames
        let enough = aggregation.rowsMax
        var count = 0
        let statistics = try runInPlace(aggregation.query, options) { row throws(Status) in
            count += 1
            accumulator.add(names.isEmpty ? [:] : try row.fields(only: names))
            return count < enough
        }
        return (accumulator.result, statistics)
    }
}

extension PreparedAggregation {
    /// Top-level fields that the aggregations read.
    fileprivate var fieldNames: [String] {
        aggregations.compactMap { $0.kind.path?.segments.first }
    }

    /// Rows after which no aggregation changes.
    fileprivate var rowsMax: Int {
        aggregations.reduce(0) { most, aggregation in
            guard case .count(let upTo?) = aggregation.kind else { return .max }
            return max(most, Int(clamping: upTo))
        }
    }
}
