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
    var range: PlaceRange {
        var range = cursors
        if let filter = query.filter {
            range = range.intersection(
                filter.disjunctions.map(bounds).reduce(.none) { $0.hull($1) })
        }
        return range
    }

    /// The range for one of its disjunctions.
    func range(_ conditions: [FieldCondition]) -> PlaceRange {
        cursors.intersection(bounds(conditions))
    }

    private func bounds(_ conditions: [FieldCondition]) -> PlaceRange {
        conditions.filter(\.path.isDocumentName).map(bounds).reduce(.all) { $0.intersection($1) }
    }

    private func bounds(_ condition: FieldCondition) -> PlaceRange {
        switch condition.test {
        case .equalsAny(let values):
            return values.map { value in
                guard let place = place(value) else { return PlaceRange.none }
                return PlaceRange(lower: place, upper: PlaceRange.above(place))
            }.reduce(.none) { $0.hull($1) }
        case .range(let op, let value):
            guard let place = place(value) else { return .none }
            switch op {
            case .lessThan: return PlaceRange(upper: place)
            case .lessThanOrEqual: return PlaceRange(upper: PlaceRange.above(place))
            case .greaterThan: return PlaceRange(lower: PlaceRange.above(place))
            case .greaterThanOrEqual: return PlaceRange(lower: place)
            default: return .all
            }
        default: return .all
        }
    }

    private var cursors: PlaceRange {
        guard let order = query.orders.first, order.path.isDocumentName else { return .all }
        var range = PlaceRange.all
        if let cursor = query.startAt, let place = cursor.values.first.flatMap(place) {
            range = range.intersection(
                order.isDescending
                    ? PlaceRange(upper: cursor.before ? PlaceRange.above(place) : place)
                    : PlaceRange(lower: cursor.before ? place : PlaceRange.above(place)))
        }
        if let cursor = query.endAt, let place = cursor.values.first.flatMap(place) {
            range = range.intersection(
                order.isDescending
                    ? PlaceRange(lower: cursor.before ? PlaceRange.above(place) : place)
                    : PlaceRange(upper: cursor.before ? place : PlaceRange.above(place)))
        }
        return range
    }

    /// The position of a reference; nil when it names no document of the database.
    func place(_ value: Value) -> [UInt8]? {
        guard case .reference(let name) = value,
            let path = try? ResourcePath(resourceName: name, in: query.database), path.isDocument
        else { return nil }
        return space.place(of: path)
    }
}
