import Ordering

/// A document with its path, as queries see it.
public struct QueryRow: Equatable, Sendable {
    public let path: ResourcePath
    public var document: StoredDocument
    /// Set by a nearest-neighbour stage.
    public var distance: Double?

    public init(path: ResourcePath, document: StoredDocument) {
        self.path = path
        self.document = document
    }
}

extension PreparedQuery {
    /// Whether the document lies in a collection of the query.
    public func selects(_ path: ResourcePath) -> Bool {
        guard path.isDocument, path.segments.count > parent.segments.count,
            allDescendants || path.segments.count == parent.segments.count + 2
        else { return false }
        if let collectionId, !ByteOrder.equal(path.collectionId, collectionId) { return false }
        return parent.isPrefix(of: path)
    }

    /// Whether the document is a row: collection, filter, presence of the ordered fields, cursors.
    public func matches(_ row: QueryRow) -> Bool {
        selects(row.path) && passes(row)
    }

    /// As ``matches(_:)``. REQUIRES: ``selects(_:)`` is true.
    public func passes(_ row: QueryRow) -> Bool {
        let fields = row.document.fields
        if let filter, !filter.matches(fields, at: row.path, in: database) { return false }
        for order in orders where !order.path.isDocumentName {
            guard fields.value(at: order.path) != nil else { return false }
        }
        for path in required {
            guard fields.value(at: path) != nil else { return false }
        }
        if let startAt {
            let position = compare(row, to: startAt)
            guard position > 0 || position == 0 && startAt.before else { return false }
        }
        if let endAt {
            let position = compare(row, to: endAt)
            guard position < 0 || position == 0 && !endAt.before else { return false }
        }
        return true
    }

    /// Negative or positive as `left` comes before or after `right` in the effective order; zero
    /// for one document.
    public func compare(_ left: QueryRow, _ right: QueryRow) -> Int {
        for order in orders {
            let result =
                order.path.isDocumentName
                ? ResourcePath.compare(left.path, right.path)
                : ValueOrder.compare(
                    left.document.fields.value(at: order.path) ?? .null,
                    right.document.fields.value(at: order.path) ?? .null)
            if result != 0 { return order.isDescending ? -result : result }
        }
        return 0
    }

    /// Compares the row with a cursor, by as many orders as the cursor has values.
    public func compare(_ row: QueryRow, to cursor: PreparedCursor) -> Int {
        for (order, operand) in zip(orders, cursor.values) {
            let value =
                order.path.isDocumentName
                ? reference(row.path) : row.document.fields.value(at: order.path) ?? .null
            let result = ValueOrder.compare(value, operand)
            if result != 0 { return order.isDescending ? -result : result }
        }
        return 0
    }

    /// The rows of the query among `candidates`, in order, after offset and limit, with whole
    /// fields; candidates may be in any order and from any collection.
    public func rows(among candidates: some Sequence<QueryRow>) -> [QueryRow] {
        let sorted = candidates.filter(matches).sorted { compare($0, $1) < 0 }
        let page = sorted.dropFirst(offset).prefix(limit ?? .max)
        guard let nearest else { return Array(page) }
        return nearest.nearest(Array(page))
    }

    /// The fields that a row returns: the projection, and the distance if requested.
    public func projected(_ row: QueryRow) -> Fields {
        var fields = projection?.project(row.document.fields) ?? row.document.fields
        if let field = nearest?.resultField, let distance = row.distance {
            fields.set(.double(distance), at: field)
        }
        return fields
    }

    /// Names of the top-level fields that ``passes(_:)`` and the order read: a row needs no others
    /// until it is returned.
    public var fieldsRead: [String] {
        var names = orders.filter { !$0.path.isDocumentName }.compactMap(\.path.segments.first)
        names += required.compactMap(\.segments.first)
        for path in filter?.disjunctions.joined().map(\.path) ?? [] where !path.isDocumentName {
            if let name = path.segments.first { names.append(name) }
        }
        if let name = nearest?.path.segments.first { names.append(name) }
        return names.reduce(into: []) { unique, name in
            if !unique.contains(where: { ByteOrder.equal($0, name) }) { unique.append(name) }
        }
    }

    /// The reference value of a document's name.
    func reference(_ path: ResourcePath) -> Value {
        .reference(path.resourceName(in: database))
    }
}
