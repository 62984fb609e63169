import MirrorClient
import FirestoreModel
import StatusCodes

extension MirrorCommands {
    static let exportDocuments = Command(
        "export",
        arguments: [.init("PATH", "of a collection or a document, or / for everything")],
        options: [
            .flag("with-credentials", "also the credentials of locations, not [redacted]"),
            database,
        ],
        summary: "Print documents and all that lies below them as JSON lines",
        details: """
            One document a line, {"name": "brands/acme", "fields": {…}}, in the order of their
            paths, with values in Firestore's REST form. posmirror import reads them. The sale
            fields of public products are left out, since the daemon derives them.
            """,
        examples: [
            "posmirror export / --with-credentials > everything.jsonl",
            "posmirror export tenants/acme/discounts | wc -l",
            "posmirror export tenants/acme/orders | posmirror import - --database archive",
        ],
        run: { context in
            let text = context.arguments.positional(0)
            let path = text == "/" ? .root : try ResourcePath(text)
            if context.arguments.has("with-credentials"), context.output.isProcess {
                SecretOutput.warn(context.output)
            }
            var export = Export(context, client: try context.connect())
            try export.run(path)
            return .ok
        })
}

/// Prints a subtree.
struct Export {
    private let context: CommandContext
    private let client: MirrorClient
    private let progress: ProgressLine
    private let hidesCredentials: Bool
    private var count = 0
    private var failure: Status?

    init(_ context: CommandContext, client: MirrorClient) {
        self.context = context
        self.client = client
        progress = ProgressLine(context.output)
        hidesCredentials = !context.arguments.has("with-credentials")
    }

    /// Prints the document or collection `path` and everything below it.
    mutating func run(_ path: ResourcePath) throws {
        defer { progress.clear() }
        if path.isDocument { try printDocument(path) }
        var query = StructuredQuery(collection: "", allDescendants: true)
        if path.isCollection { query.filter = inside(path) }
        let parent = path.isCollection ? path.parent ?? .root : path
        let client = client
        try client.query(query, below: parent, endless: true) { add($0) }
        if let failure { throw failure }
        if count == 0 {
            throw CommandFailure(.notFound, path.isRoot ? "no documents" : "nothing at \(path)")
        }
    }

    private mutating func printDocument(_ path: ResourcePath) throws(MirrorClientError) {
        do throws(MirrorClientError) {
            add(try client.document(path))
        } catch  where error.code == .notFound {
            // A missing document may have documents below it.
        }
    }

    /// From the collection's first possible document up to the next collection's.
    private func inside(_ collection: ResourcePath) -> QueryFilter {
        let first = "__id\(Int64.min)__"
        func document(_ collectionID: String) -> Value {
            let segments = collection.segments.dropLast() + [collectionID, first]
            let path = ResourcePath(uncheckedSegments: Array(segments))
            return .reference(client.name(of: path))
        }
        return .and([
            .where("__name__", .greaterThanOrEqual, document(collection.id)),
            .where("__name__", .lessThan, document(collection.id + "\0")),
        ])
    }

    private mutating func add(_ document: Document) {
        guard failure == nil else { return }
        do throws(Status) {
            let shown = hidesCredentials ? Redaction.redacted(document) : document
            context.output.standard.line(try DocumentLine.text(shown))
        } catch {
            failure = error
        }
        count += 1
        guard count.isMultiple(of: CommandLineLimits.progressDocuments) else { return }
        progress.show("exported \(NumberText.counted(count, "document"))")
    }
}
