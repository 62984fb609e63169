import StatusCodes

/// One order of a query, explicit or added.
public struct PreparedOrder: Equatable, Sendable {
    public let path: FieldPath
    public let isDescending: Bool

    public init(path: FieldPath, isDescending: Bool) {
        self.path = path
        self.isDescending = isDescending
    }

    /// The effective order: the explicit one, then fields with inequalities by path, then
    /// `__name__`, added ones in the last explicit direction. INVALID_ARGUMENT for an order after
    /// `__name__`, a field twice, or an unknown direction.
    static func effective(
        _ explicit: [QueryOrder], inequalities: [FieldPath]
    ) throws(Status) -> [PreparedOrder] {
        var orders = try checked(explicit)
        let isDescending = orders.last?.isDescending ?? false
        for path in inequalities
        where !path.isDocumentName && !orders.contains(where: { $0.path == path }) {
            orders.append(PreparedOrder(path: path, isDescending: isDescending))
        }
        if let index = orders.firstIndex(where: \.path.isDocumentName) {
            guard index == orders.count - 1 else {
                throw .invalid("field is ordered behind __name__")
            }
        } else {
            orders.append(PreparedOrder(path: .documentName, isDescending: isDescending))
        }
        return orders
    }

    private static func checked(
        _ explicit: [QueryOrder]
    ) throws(Status) -> [PreparedOrder] {
        // Checked before the search for duplicates, which takes quadratic time.
        guard explicit.count <= FirestoreLimits.filtersAndOrdersMax else {
            throw .invalid("more than \(FirestoreLimits.filtersAndOrdersMax) filters and orders")
        }
        var orders: [PreparedOrder] = []
        for order in explicit {
            guard (0...2).contains(order.direction) else {
                throw .invalid("order has an unknown direction")
            }
            let path = try FilterPreparation.queryPath(order.path)
            guard !orders.contains(where: { $0.path == path }) else {
                throw .invalid("field is ordered twice")
            }
            orders.append(PreparedOrder(path: path, isDescending: order.direction == 2))
        }
        return orders
    }

    /// `orders`, which end in `__name__`, with the fields that are aggregated: by path, after the
    /// others, in the last one's direction. INVALID_ARGUMENT where `__name__` precedes one of them.
    static func aggregating(
        _ fields: [FieldPath], behind orders: [PreparedOrder], nameIsBound: Bool
    ) throws(Status) -> [PreparedOrder] {
        let added = fields.filter { path in !orders.contains { $0.path == path } }
        guard let last = orders.last, !added.isEmpty else { return orders }
        guard !nameIsBound else {
            let names = added.map(\.description).joined(separator: ", ")
            throw .invalid(
                "This query requires an index that has fields [\(names)] after __name__ and "
                    + "Firestore does not currently support such an index. Please try the query "
                    + "again with additional ordering on those fields.")
        }
        let behind = added.map { PreparedOrder(path: $0, isDescending: last.isDescending) }
        return orders.dropLast() + behind + [last]
    }

    /// Parses the text form of ListDocuments, such as `a desc, b.c, __name__`.
    public static func parse(text: String) throws(Status) -> [QueryOrder] {
        var parser = OrderTextParser(text)
        return try parser.orders()
    }
}

/// A cursor that passed validation: values for the first orders.
public struct PreparedCursor: Equatable, Sendable {
    public let values: [Value]
    /// At the start: inclusive. At the end: exclusive.
    public let before: Bool

    /// INVALID_ARGUMENT for more values than explicit orders and for a `__name__` that is no
    /// reference to a document.
    init(
        _ cursor: QueryCursor, orders: [PreparedOrder], explicitCount: Int,
        _ database: DatabaseName
    ) throws(Status) {
        guard cursor.values.count <= explicitCount else {
            throw .invalid("cursor has more values than the query has orders")
        }
        for (value, order) in zip(cursor.values, orders) {
            try ValueValidation.requireComparable(value)
            if order.path.isDocumentName {
                _ = try FilterPreparation.documentName(value, database)
            }
        }
        values = cursor.values
        before = cursor.before
    }
}
