import StatusCodes

/// A nearest-neighbour stage that passed validation.
public struct PreparedNearest: Equatable, Sendable {
    public enum Measure: Int32, Sendable {
        case euclidean = 1
        case cosine = 2
        case dotProduct = 3
    }

    public let path: FieldPath
    public let vector: [Double]
    public let measure: Measure
    public let limit: Int
    /// The field that receives the distance.
    public let resultField: FieldPath?
    public let threshold: Double?

    init(_ received: FindNearest) throws(Status) {
        path = try FieldPath(received.vectorField)
        try path.requireStorable()
        try ValueValidation.requireStorable(received.queryVector)
        guard let vector = received.queryVector.vectorElements else {
            throw .invalid("find_nearest needs a query vector")
        }
        guard let measure = Measure(rawValue: received.distanceMeasure) else {
            throw .invalid("find_nearest distance measure is unspecified or unknown")
        }
        guard let limit = received.limit, limit >= 1, limit <= FirestoreLimits.nearestLimitMax
        else {
            throw .invalid("find_nearest limit must be 1 to \(FirestoreLimits.nearestLimitMax)")
        }
        (self.vector, self.measure, self.limit) = (vector, measure, Int(limit))
        threshold = received.distanceThreshold
        if received.distanceResultField.isEmpty {
            resultField = nil
        } else {
            let field = try FieldPath(received.distanceResultField)
            try field.requireStorable()
            resultField = field
        }
    }

    /// The distance of a document; nil when it has no vector of this dimension, the distance
    /// is not a number, or it is beyond the threshold.
    public func distance(_ fields: Fields) -> Double? {
        guard let other = fields.value(at: path)?.vectorElements, other.count == vector.count
        else { return nil }
        let distance = measured(other)
        guard !distance.isNaN else { return nil }
        guard let threshold else { return distance }
        let isNear = measure == .dotProduct ? distance >= threshold : distance <= threshold
        return isNear ? distance : nil
    }

    private func measured(_ other: [Double]) -> Double {
        switch measure {
        case .euclidean:
            return zip(vector, other).reduce(0) {
                $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
            }.squareRoot()
        case .dotProduct: return Self.dot(vector, other)
        case .cosine:
            let norms = Self.dot(vector, vector).squareRoot() * Self.dot(other, other).squareRoot()
            return 1 - Self.dot(vector, other) / norms
        }
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// The rows by distance, stable for equal distances.
    func nearest(_ rows: [QueryRow]) -> [QueryRow] {
        let measured = rows.enumerated().compactMap { index, row in
            distance(row.document.fields).map { (index, row, $0) }
        }
        let sorted = measured.sorted { left, right in
            guard left.2 != right.2 else { return left.0 < right.0 }
            return measure == .dotProduct ? left.2 > right.2 : left.2 < right.2
        }
        return sorted.prefix(limit).map { _, row, distance in
            var row = row
            row.distance = distance
            return row
        }
    }
}
