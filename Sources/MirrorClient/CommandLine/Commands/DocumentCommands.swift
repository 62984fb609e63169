import FirestoreModel

extension MirrorCommands {
    static let getDocument = Command(
        "get", arguments: [.init("PATH", "of a document, as in tenants/acme/integrations/pos")],
        summary: "Print a document in Firestore's REST JSON form",
        details: "Credentials of locations are shown as [redacted].",
        examples: ["posmirror get tenants/acme/integrations/pos"],
        run: { context in
            let path = try ResourcePath(context.arguments.positional(0))
            guard path.isDocument else {
                throw CommandFailure.usage(
                    "\(path) names a collection", remedy: "use posmirror list \(path)")
            }
            let document = try context.connect().document(path)
            print(Redaction.redacted(document), context)
            return .ok
        })

    static let listDocuments = Command(
        "list", arguments: [.init("PATH", "of a collection, as in tenants/acme/discounts")],
        options: [
            .value("limit", "N", "documents to print (default 50, with --json all)"),
            .value("page-token", "TOKEN", "go on where an earlier listing ended"),
        ],
        summary: "Print the documents of a collection in Firestore's REST JSON form",
        details: "With --json prints one array. Credentials of locations are shown as [redacted].",
        examples: [
            "posmirror list tenants/acme/discounts",
            "posmirror list tenants/acme/publicViews/products/items --limit 3",
        ],
        run: { context in
            let path = try ResourcePath(context.arguments.positional(0))
            guard path.isCollection else {
                throw CommandFailure.usage(
                    "\(path) names a document", remedy: "use posmirror get \(path)")
            }
            try list(path, context)
            return .ok
        })

    private static func list(_ path: ResourcePath, _ context: CommandContext) throws {
        let given = try context.arguments.integer("limit", in: 1...Int64(ClientLimits.limitMax))
        let standard = context.wantsJSON ? Int.max : ClientLimits.rowsDefault
        let pages = DocumentPages(
            client: try context.connect(), collection: path,
            limit: given.map { Int($0) } ?? standard)
        var array: JSONArrayWriter?
        var count = 0
        let token = context.arguments.value("page-token") ?? ""
        let next = try pages.each(from: token) { document in
            count += 1
            guard context.wantsJSON else { return print(Redaction.redacted(document), context) }
            var writer = array ?? JSONArrayWriter(context.output)
            writer.add(text(Redaction.redacted(document)))
            array = writer
        }
        if context.wantsJSON {
            (array ?? JSONArrayWriter(context.output)).finish()
        } else if count == 0 {
            context.output.note("no documents in \(path)")
        }
        if !next.isEmpty {
            context.output.standard.flush()
            context.output.note("more: --page-token \(next)")
        }
    }

    private static func print(_ document: Document, _ context: CommandContext) {
        let json = text(document)
        context.output.json(context.wantsJSON ? json : PrettyJSON.text(json))
    }

    private static func text(_ document: Document) -> String {
        String(decoding: document.json, as: UTF8.self)
    }
}

/// The pages of a collection, one after another.
struct DocumentPages {
    let client: MirrorClient
    let collection: ResourcePath
    /// Documents to read at most.
    let limit: Int

    /// Calls `each` in the order of the ids; returns the token of what is left, empty at the end.
    func each(
        from token: String = "", _ each: (Document) -> Void
    ) throws(MirrorClientError) -> String {
        var token = token
        var left = limit
        while left > 0 {
            let page = try client.documents(
                in: collection, pageSize: Int32(min(left, ClientLimits.documentPageMax)),
                pageToken: token)
            page.documents.forEach(each)
            left -= min(left, page.documents.count)
            token = page.nextPageToken
            if token.isEmpty { break }
        }
        return token
    }
}
