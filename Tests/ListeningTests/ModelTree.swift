import FirestoreModel
import StatusCodes
import Testing

@testable import Listening

/// Documents in memory: what a store would hold.
struct ModelTree {
    static let database = "(default)"
    static let root = "projects/p/databases/(default)/documents"
    var rows: [DocumentKey: QueryRow] = [:]
    var time: Int64 = 1

    static func key(_ path: String) -> DocumentKey {
        DocumentKey(
            database: database,
            path: ResourcePath(uncheckedSegments: path.split(separator: "/").map(String.init)))
    }

    static func name(_ path: ResourcePath) -> String { "\(root)/\(path)" }

    mutating func set(_ path: String, _ fields: Fields) {
        let key = Self.key(path)
        let now = Timestamp(microseconds: time)
        if rows[key]?.document.fields == fields { return }
        rows[key] = QueryRow(
            path: ResourcePath(uncheckedSegments: path.split(separator: "/").map(String.init)),
            document: StoredDocument(
                fields: fields, createTime: rows[key]?.document.createTime ?? now,
                updateTime: now))
    }

    mutating func delete(_ path: String) { rows[Self.key(path)] = nil }

    /// What a target shows, by name.
    func shown(_ scope: TargetScope) -> [String: Fields] {
        let found: [QueryRow] =
            switch scope {
            case .documents(let watched): watched.keys.compactMap { rows[$0] }
            case .query(let query): query.rows(among: rows.values)
            }
        return Dictionary(
            uniqueKeysWithValues: found.map { (Self.name($0.path), $0.document.fields) })
    }

    /// The rows of a query in order, with their keys.
    func ordered(_ query: PreparedQuery) -> [(key: DocumentKey, row: QueryRow)] {
        query.rows(among: rows.values).map {
            (DocumentKey(database: Self.database, path: $0.path), $0)
        }
    }
}

/// The least that a client library does with a stream: a map for each target.
struct ModelClient {
    private(set) var shown: [Int32: [String: Fields]] = [:]
    private(set) var current: Set<Int32> = []
    private(set) var lastTime: Timestamp?
    private(set) var snapshots = 0
    private(set) var causes: [Int32: StatusCode] = [:]

    mutating func receive(_ event: ListenEvent) throws {
        // Everything goes over the wire.
        switch try ListenEvent(wireBytes: event.wireBytes) {
        case .target(let change): receive(change)
        case .change(let bytes, let ids, let removed):
            let document = try Document(wireBytes: bytes)
            for id in ids { shown[id, default: [:]][document.name] = document.fields }
            for id in removed { shown[id]?[document.name] = nil }
        case .delete(let name, let removed, _), .remove(let name, let removed, _):
            for id in removed { shown[id]?[name] = nil }
        case .filter(let id, let count):
            #expect(shown[id]?.count == Int(count))
        }
    }

    private mutating func receive(_ change: TargetChange) {
        if let time = change.readTime {
            if let lastTime { #expect(time >= lastTime) }
            lastTime = time
        }
        for id in change.targetIds {
            switch change.kind {
            case .add: shown[id] = [:]
            case .remove:
                shown[id] = nil
                current.remove(id)
                if let cause = change.cause { causes[id] = cause.code }
            case .current: current.insert(id)
            case .reset:
                shown[id] = [:]
                current.remove(id)
            case .noChange: break
            }
        }
        if change.kind == .noChange, change.targetIds.isEmpty { snapshots += 1 }
    }
}
