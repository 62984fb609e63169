import FirestoreModel

/// The range of document positions that a query's conditions on `__name__` allow and, where the
/// order is by name only, its cursors. Bounds only: every row is still tested against the whole
/// query.
struct NameBounds {
    private let query: PreparedQuery
    private let space: KeySpace

    init(_ query: PreparedQuery, _ space: KeySpace) {
        self.query = query
        self.space = space
    }

    /// The range for the whole query.
    var range: PathKeyRange {
        var range = cursors
        if let filter = query.filter {
            range = range.intersection(
                filter.disjunctions.map(bounds).reduce(.none) { $0.hull($1) })
        }
        return range
    }

    /// The range for one of its disjunctions.
    func range(_ conditions: [FieldCondition]) -> PathKeyRange {
        cursors.intersection(bounds(conditions))
    }

    private func bounds(_ conditions: [FieldCondition]) -> PathKeyRange {
        conditions.filter(\.path.isDocumentName).map(bounds).reduce(.all) { $0.intersection($1) }
    }

    private func bounds(_ condition: FieldCondition) -> PathKeyRange {
        switch condition.test {
        case .equalsAny(let values):
            return values.map { value in
                guard let pathKey = pathKey(value) else { return PathKeyRange.none }
                return PathKeyRange(lower: pathKey, upper: PathKeyRange.above(pathKey))
            }.reduce(.none) { $0.hull($1) }
        case .range(let op, let value):
            guard let pathKey = pathKey(value) else { return .none }
            switch op {
            case .lessThan: return PathKeyRange(upper: pathKey)
            case .lessThanOrEqual: return PathKeyRange(upper: PathKeyRange.above(pathKey))
            case .greaterThan: return PathKeyRange(lower: PathKeyRange.above(pathKey))
            case .greaterThanOrEqual: return PathKeyRange(lower: pathKey)
            default: return .all
            }
        default: return .all
        }
    }

    private var cursors: PathKeyRange {
        guard let order = query.orders.first, order.path.isDocumentName else { return .all }
        var range = PathKeyRange.all
        if let cursor = query.startAt, let pathKey = cursor.values.first.flatMap(pathKey) {
            range = range.intersection(
                order.isDescending
                    ? PathKeyRange(upper: cursor.before ? PathKeyRange.above(pathKey) : pathKey)
                    : PathKeyRange(lower: cursor.before ? pathKey : PathKeyRange.above(pathKey)))
        }
        if let cursor = query.endAt, let pathKey = cursor.values.first.flatMap(pathKey) {
            range = range.intersection(
                order.isDescending
                    ? PathKeyRange(lower: cursor.before ? PathKeyRange.above(pathKey) : pathKey)
                    : PathKeyRange(upper: cursor.before ? pathKey : PathKeyRange.above(pathKey)))
        }
        return range
    }

    /// The position of a reference; nil when it names no document of the database.
    func pathKey(_ value: Value) -> [UInt8]? {
        guard case .reference(let name) = value,
            let path = try? ResourcePath(resourceName: name, in: query.database), path.isDocument
        else { return nil }
        return space.pathKey(of: path)
    }
}
