import FirestoreModel

/// The nearest rows so far; see ``PreparedNearest``.
struct NearestRows {
    struct Row {
        let distance: Double
        /// Arrival number of the row; breaks ties between equal distances.
        let index: Int
        let pathKey: PathKey
    }

    private let stage: PreparedNearest
    private var rows: [Row] = []
    private var index = 0

    init(_ stage: PreparedNearest) { self.stage = stage }

    mutating func add(_ fields: Fields, _ pathKey: PathKey) {
        index += 1
        guard let distance = stage.distance(fields) else { return }
        rows.append(Row(distance: distance, index: index, pathKey: pathKey))
        if rows.count >= 2 * stage.limit + 64 { rows = sorted }
        assert(rows.count < 2 * stage.limit + 64, "rows are bounded")
    }

    /// The nearest first, no more than the stage's limit.
    var sorted: [Row] {
        Array(
            rows.sorted { left, right in
                guard left.distance != right.distance else { return left.index < right.index }
                return stage.measure == .dotProduct
                    ? left.distance > right.distance : left.distance < right.distance
            }.prefix(stage.limit))
    }
}
