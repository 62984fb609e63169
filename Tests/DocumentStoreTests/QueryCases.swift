import FirestoreModel
import Randomness

@testable import DocumentStore

/// Random documents and queries over a few fields, with many equal values, odd ids and every
/// operator.
struct QueryCases {
    static let root = "projects/p/databases/(default)/documents"
    private static let fields = ["a", "b", "c", "m.x", "m.y", "t"]
    private static let collections = [
        "c", "c", "c", "d", "c/x/c", "c/__id7__/c", "d/1/c", "c/x/c/y/c", "d/1/e",
    ]
    private static let ids = [
        "x", "y", "z", "a\0", "a\0b", "a", "__id7__", "__id-1__", "__id300__", "\u{E9}",
        "e\u{301}", "\u{FFFF}", "\u{1F600}", "k1", "k2", "k3", "k4", "k5",
    ]

    var generator: SeededRandom

    init(seed: UInt64) { generator = SeededRandom(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &generator) < percent
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    mutating func path() -> ResourcePath {
        let collection = pick(Self.collections).split(separator: "/").map(String.init)
        return ResourcePath(uncheckedSegments: collection + [pick(Self.ids)])
    }

    mutating func document() -> Fields {
        var fields: Fields = [:]
        for name in ["a", "b", "c"] where chance(80) { fields[name] = value() }
        if chance(60) {
            var inner: Fields = [:]
            for name in ["x", "y"] where chance(70) { inner[name] = value() }
            fields["m"] = .map(inner)
        } else if chance(30) {
            fields["m"] = value()
        }
        if chance(60) { fields["t"] = .array((0..<pick([0, 1, 2, 4])).map { _ in scalar() }) }
        if chance(10) { fields["long"] = .string(String(repeating: "l", count: 2_000)) }
        return fields
    }

    mutating func value() -> Value {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0: .array([scalar(), scalar()])
        case 1: .map(["x": scalar()])
        case 2: .vector([1, Double(Int.random(in: 0...2, using: &generator))])
        case 3: long()
        default: scalar()
        }
    }

    mutating func scalar() -> Value {
        switch Int.random(in: 0..<16, using: &generator) {
        case 0: .null
        case 1: .boolean(chance(50))
        case 2: .double(pick([.nan, .infinity, -.infinity, -0.0, 1.5]))
        case 3: .timestamp(Timestamp(microseconds: Int64.random(in: 0...2, using: &generator)))
        case 4: .bytes(pick([[], [0], [1]]))
        case 5: .reference(Self.root + "/c/" + pick(["x", "y"]))
        case 6: .geoPoint(latitude: 1, longitude: pick([1, 2]))
        case 7..<10: .string(pick(["", "\0", "p", "q", "pq", "\u{E9}"]))
        case 10: .double(Double(Int.random(in: 0...4, using: &generator)))
        default: .integer(Int64.random(in: 0...4, using: &generator))
        }
    }

    /// A text whose difference lies beyond what an index entry holds, or beyond what counts.
    private mutating func long() -> Value {
        .string(
            String(repeating: "v", count: pick([300, 300, 1_500]))
                + pick(["", "a", "b", "c"]) + pick(["", "d"]))
    }

    /// A query that a server must accept; others are drawn again.
    mutating func query() -> PreparedQuery {
        while true {
            let (query, parent) = received()
            let name = parent.isEmpty ? Self.root : "\(Self.root)/\(parent)"
            if let prepared = try? Self.prepare(query, parent: name) { return prepared }
        }
    }

    static func prepare(
        _ query: StructuredQuery, parent: String = root
    ) throws -> PreparedQuery {
        try PreparedQuery(query, parent: parent, in: DatabaseName(project: "p"))
    }

    private mutating func received() -> (StructuredQuery, parent: String) {
        var query = StructuredQuery()
        var parent = pick(["", "", "", "c/x", "d/1"])
        var selector = StructuredQuery.CollectionSelector(collectionId: "c")
        if chance(40) {
            selector.allDescendants = true
            if chance(50) { parent = "" }
        }
        if chance(5) { selector.collectionId = "" }
        query.from = [selector]
        if chance(80) { query.filter = filter(depth: 0) }
        var paths = Self.fields + ["__name__"]
        for _ in 0..<pick([0, 0, 1, 1, 2, 3]) {
            let path = pick(paths)
            paths.removeAll { $0 == path }
            query.orderBy.append(QueryOrder(path, descending: chance(40)))
            if path == "__name__" { break }
        }
        if chance(25) { query.startAt = cursor(query.orderBy) }
        if chance(25) { query.endAt = cursor(query.orderBy) }
        if chance(20) { query.offset = Int32.random(in: 0...4, using: &generator) }
        if chance(50) { query.limit = Int32.random(in: 0...6, using: &generator) }
        return (query, parent)
    }

    private mutating func cursor(_ orders: [QueryOrder]) -> QueryCursor {
        let count = orders.isEmpty ? 0 : Int.random(in: 0...orders.count, using: &generator)
        let values = orders.prefix(count).map { $0.path == "__name__" ? name() : value() }
        return QueryCursor(values, before: chance(50))
    }

    private mutating func filter(depth: Int) -> QueryFilter {
        guard depth < 2, chance(40) else { return leaf() }
        let parts = (0..<pick([1, 2, 2, 3])).map { _ in filter(depth: depth + 1) }
        return chance(60) ? .and(parts) : .or(parts)
    }

    private mutating func leaf() -> QueryFilter {
        if chance(10) {
            return .where(pick(Self.fields), pick(UnaryOperator.all))
        }
        if chance(12) {
            let op = pick([
                FieldOperator.equal, .in, .lessThan, .lessThanOrEqual, .greaterThan,
                .greaterThanOrEqual, .notEqual,
            ])
            return .where("__name__", op, op == .in ? .array([name(), name()]) : name())
        }
        let op = pick(FieldOperator.allCases + [.equal, .equal, .equal, .greaterThan])
        let path = op == .arrayContains || op == .arrayContainsAny ? "t" : pick(Self.fields)
        switch op {
        case .in, .notIn, .arrayContainsAny:
            return .where(path, op, .array((0..<pick([1, 2, 3])).map { _ in scalar() }))
        default: return .where(path, op, value())
        }
    }

    private mutating func name() -> Value {
        .reference("\(Self.root)/\(path())")
    }
}

extension UnaryOperator {
    fileprivate static let all: [UnaryOperator] = [.isNaN, .isNull, .isNotNaN, .isNotNull]
}

/// Documents in memory, the oracle of what queries find.
struct PlainDocuments {
    private(set) var rows: [ResourcePath: QueryRow] = [:]

    mutating func set(_ path: ResourcePath, _ fields: Fields?) {
        rows[path] = fields.map {
            QueryRow(
                path: path,
                document: StoredDocument(
                    fields: $0, createTime: Timestamp(microseconds: 0),
                    updateTime: Timestamp(microseconds: 0)))
        }
    }

    func paths(_ query: PreparedQuery) -> [ResourcePath] {
        query.rows(among: rows.values).map(\.path)
    }
}

/// A write of `fields`, or a delete.
func write(_ path: ResourcePath, _ fields: Fields?) -> DocumentWrite {
    DocumentWrite(
        key: DocumentKey(database: "(default)", path: path),
        mutation: fields.map { .set(fields: $0.mapValueBytes) } ?? .delete)
}
