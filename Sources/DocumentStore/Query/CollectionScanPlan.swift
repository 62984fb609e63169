import FirestoreModel
import StatusCodes

/// Scans the query's collections within the bounds that conditions and cursors on names set.
struct CollectionScanPlan {
    private let query: PreparedQuery
    private let range: PathKeyRange
    /// Whether the order is by name only.
    private let isOrdered: Bool

    init(_ query: PreparedQuery) {
        self.query = query
        range = NameBounds(query, KeySpace(database: query.database.database)).range
        isOrdered = query.orders.first?.path.isDocumentName ?? true
    }

    func execute(_ run: QueryRun, _ body: RowBody) throws(Status) {
        let walk = try CollectionScan(query, run.source, range, run.meter)
        if isOrdered {
            try walk.forEach { key, view throws(Status) in try run.pass(key, view, body) }
        } else {
            try walk.forEach { key, view throws(Status) in
                try run.collect(key, view)
                return true
            }
            _ = try run.flush(body)
        }
        try run.finish(body)
    }

    /// One line, human-readable.
    var summary: String {
        var text = query.allDescendants ? "scan collection group " : "scan "
        let scope = query.parent.segments + [query.collectionId ?? "*"]
        text +=
            query.allDescendants && query.collectionId != nil
            ? "\(query.collectionId ?? "*") below /\(query.parent)"
            : scope.joined(separator: "/")
        if range != .all { text += ", bounded by __name__" }
        if query.filter != nil { text += ", filter" }
        if !isOrdered { text += query.limit == nil ? ", sort" : ", sort for the top rows" }
        return text
    }
}
