import Testing

@testable import FirestoreModel

/// A collection in memory and the queries on it.
struct QueryBench {
    static let root = "projects/p/databases/(default)/documents"
    let rows: [QueryRow]

    /// Documents of collection `c`, by id.
    init(_ documents: KeyValuePairs<String, Fields>) {
        rows = documents.map { id, fields in Self.row("c/" + id, fields) }
    }

    /// Documents anywhere.
    init(paths: [String]) {
        rows = paths.map { Self.row($0, ["path": .string($0)]) }
    }

    /// Documents `0`, `1`… of collection `c` with one field.
    init(field: String, _ values: [Value?]) {
        rows = values.enumerated().map { index, value in
            Self.row("c/\(index)", value.map { [field: $0] } ?? [:])
        }
    }

    static func row(_ path: String, _ fields: Fields) -> QueryRow {
        let segments = path.split(separator: "/").map(String.init)
        return QueryRow(
            path: ResourcePath(uncheckedSegments: segments),
            document: StoredDocument(
                fields: fields, createTime: Timestamp(), updateTime: Timestamp()))
    }

    static func prepare(
        _ query: StructuredQuery, parent: String = root
    ) throws -> PreparedQuery {
        try PreparedQuery(query, parent: parent, in: DatabaseName(project: "p"))
    }

    static func query(
        where filter: QueryFilter? = nil, orderBy: [QueryOrder] = [],
        _ change: (inout StructuredQuery) -> Void = { _ in }
    ) -> StructuredQuery {
        var query = StructuredQuery(collection: "c", where: filter, orderBy: orderBy)
        change(&query)
        return query
    }

    /// Ids of the rows, in order.
    func ids(_ query: StructuredQuery, parent: String = root) throws -> [String] {
        try Self.prepare(query, parent: parent).rows(among: rows).map(\.path.id)
    }

    /// Values of a field of the rows, in order.
    func values(_ field: String, _ query: StructuredQuery) throws -> [Value] {
        try Self.prepare(query).rows(among: rows).compactMap { $0.document.fields[field] }
    }
}
