import MirrorClient
import FirestoreModel

extension MirrorCommands {
    static let getDocument = Command(
        "get", arguments: [document], options: [database],
        summary: "Print a document in Firestore's REST JSON form",
        details: "Credentials of locations are shown as [redacted].",
        examples: ["posmirror get tenants/acme/integrations/pos"],
        run: { context in
            let path = try context.documentPath(orUse: "list")
            DocumentPrinter(context).printAlone(try context.connect().document(path))
            return .ok
        })

    static let listDocuments = Command(
        "list", arguments: [collection],
        options: [
            .value("limit", "N", "documents to print (default 50, with --json all)"),
            .value("page-token", "TOKEN", "go on where an earlier listing ended"),
            database,
        ],
        summary: "Print the documents of a collection in Firestore's REST JSON form",
        details: "With --json prints one array. Credentials of locations are shown as [redacted].",
        examples: [
            "posmirror list tenants/acme/discounts",
            "posmirror list tenants/acme/publicViews/products/items --limit 3",
        ],
        run: { context in
            let path = try context.collectionPath(orUse: "get")
            let pages = DocumentPages(
                client: try context.connect(), collection: path,
                limit: try context.documentLimit() ?? .max)
            var printer = DocumentPrinter(context)
            let token = context.arguments.value("page-token") ?? ""
            let next = try pages.each(from: token) { printer.add($0) }
            printer.finish("\(path)")
            if !next.isEmpty {
                context.output.standard.flush()
                context.output.note("more: --page-token \(next)")
            }
            return .ok
        })
}

extension CommandContext {
    /// The value of --limit; by default a screenful for people, and unlimited (nil) for programs.
    func documentLimit() throws(CommandFailure) -> Int? {
        let given = try arguments.integer("limit", in: 1...Int64(CommandLineLimits.limitMax))
        return given.map { Int($0) } ?? (wantsJSON ? nil : CommandLineLimits.rowsDefault)
    }
}

/// Iterates over the pages of a collection.
struct DocumentPages {
    let client: MirrorClient
    let collection: ResourcePath
    /// The maximal number of documents.
    let limit: Int

    /// Calls `each` in order of ids; returns the token of the rest, empty at the end.
    func each(
        from token: String = "", _ each: (Document) -> Void
    ) throws(MirrorClientError) -> String {
        var token = token
        var left = limit
        while left > 0 {
            let page = try client.documents(
                in: collection, pageSize: Int32(min(left, CommandLineLimits.documentPageMax)),
                pageToken: token)
            page.documents.forEach(each)
            left -= min(left, page.documents.count)
            token = page.nextPageToken
            if token.isEmpty { break }
        }
        return token
    }
}
