import FirestoreModel
import MirrorClient
import MirrorMessages

/// All that a store at rest answers, by name: every document, queries, the menu, prices.
struct Picture: Equatable {
    private(set) var documents: [String: [UInt8]] = [:]
    private(set) var answers: [String: [[UInt8]]] = [:]
    /// Collections that could not be read, which is not the same as empty.
    private var unread: [String] = []

    /// Of nothing.
    init() {}

    /// - Parameter failed: is told of each call that failed, which does not end it; nil throws.
    init(_ scene: Scene, failed: ((String) -> Void)? = nil) throws {
        let own = try scene.connect(database: Scene.database)
        let main = try scene.connect()
        defer {
            own.close()
            main.close()
        }
        func attempt(_ name: String, _ body: () throws -> Void) throws {
            do { try body() } catch {
                guard let failed else { throw error }
                failed("\(name): \(error)")
            }
        }
        for path in Self.ownCollections + Self.mainCollections {
            unread.append(path)
            try attempt(path) {
                try add(path, Self.ownCollections.contains(path) ? own : main)
                unread.removeLast()
            }
        }
        for probe in QueryProbe.all {
            try attempt("query \(probe.name)") {
                var rows: [[UInt8]] = []
                try own.query(probe.query, below: .root) { rows.append($0.wireBytes) }
                answers["query \(probe.name)"] = rows
            }
        }
        try attempt("menu") {
            var items: [[UInt8]] = []
            try main.menu(orgID: Scene.org) { chunk in items += chunk.items.map(\.wireBytes) }
            answers["menu"] = items
        }
        try attempt("rules") {
            let reply = try main.discounts(orgID: Scene.org)
            answers["rules"] = reply.discounts.map(\.wireBytes)
        }
    }

    private static let ownCollections = ["cells", "accounts", "receipts"]
    private static let mainCollections = [
        "products", "locations", "tenants/acme/publicViews/products/items",
        "tenants/acme/discounts", "tenants/acme/metadata",
    ]

    private mutating func add(_ collection: String, _ client: MirrorClient) throws {
        let path = try ResourcePath(collection)
        for (id, document) in try client.all(path) {
            documents["\(collection)/\(id)"] = document.wireBytes
        }
    }

    /// What of `self`, the intact store, `found` does not show so.
    func differences(from found: Picture) -> [Find] {
        var finds: [Find] = []
        let missing = documents.keys.filter { name in
            found.documents[name] == nil && !found.unread.contains { name.hasPrefix("\($0)/") }
        }.sorted()
        if let first = missing.first {
            finds.append(
                Find(.lost, "\(missing.count) of \(documents.count) documents, such as \(first)"))
        }
        let extra = found.documents.keys.filter { documents[$0] == nil }.sorted()
        if let first = extra.first {
            finds.append(Find(.wrong, "\(extra.count) documents came back, such as \(first)"))
        }
        let other = documents.keys.filter { name in
            found.documents[name].map { $0 != documents[name] } ?? false
        }
        if let first = other.min() {
            finds.append(Find(.wrong, "\(other.count) documents are others, such as \(first)"))
        }
        for (name, rows) in answers.sorted(by: { $0.key < $1.key }) {
            guard let now = found.answers[name], now != rows else { continue }
            let kind: FindKind = now.count < rows.count ? .lost : .wrong
            finds.append(Find(kind, "\(name): \(now.count) rows of \(rows.count)"))
        }
        return finds
    }
}
