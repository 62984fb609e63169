import MirrorClient
import FirestoreModel
import StatusCodes

/// The query in the arguments of `query`, `count` and `watch`.
struct QueryArguments: Equatable {
    /// The parent of the queried collections.
    let parent: ResourcePath
    var query: StructuredQuery

    static let filters: [OptionDeclaration] = [
        .value("where", "FILTER", "only documents of which this holds", repeatable: true),
        .flag("any", "documents of which one --where holds, instead of all"),
        .flag("group", "every collection of this id below its parent, however deep"),
    ]
    static let ordering = OptionDeclaration.value(
        "order-by", "FIELD[:desc]", "sort by this field", repeatable: true)
    static let projection = OptionDeclaration.value(
        "select", "FIELD", "print only this field", repeatable: true)

    /// The help's text on `--where`.
    static let details = """
        FILTER is FIELD OPERATOR VALUE with one of == != < <= > >= in not-in array-contains
        array-contains-any, or FIELD followed by is null, is nan, is not null or is not nan. VALUE
        is JSON, or a REST value such as {"timestampValue": "2026-01-31T12:00:00Z"}; a bare word
        is a string. Compare __name__ with an id of the collection or with the path of a document.
        """

    init(_ context: CommandContext) throws {
        let arguments = context.arguments
        let collection = try context.collectionPath(orUse: "get")
        parent = collection.parent ?? .root
        query = StructuredQuery(
            collection: collection.id, allDescendants: arguments.has("group"),
            where: try Self.filter(arguments, collection, in: context),
            orderBy: try arguments.values("order-by").map(Self.order))
        let select = arguments.values("select")
        if !select.isEmpty { query.select = try select.map(Self.path) }
    }

    private static func filter(
        _ arguments: ParsedArguments, _ collection: ResourcePath, in context: CommandContext
    ) throws -> QueryFilter? {
        let filters = try arguments.values("where").map { text in
            try FilterText.filter(text) { name throws(CommandFailure) in
                try context.documentName(name, in: collection)
            }
        }
        guard filters.count > 1 else { return filters.first }
        return arguments.has("any") ? .or(filters) : .and(filters)
    }

    private static func order(_ text: String) throws(CommandFailure) -> QueryOrder {
        for (suffix, isDescending) in [(":desc", true), (":asc", false)]
        where text.hasSuffix(suffix) {
            let field = String(text.dropLast(suffix.count))
            return QueryOrder(try path(field), descending: isDescending)
        }
        return QueryOrder(try path(text))
    }

    private static func path(_ text: String) throws(CommandFailure) -> String {
        do throws(Status) {
            return try FieldPath(text).description
        } catch {
            throw .usage(
                "\(text): \(error.message)",
                remedy: "write field or map.field, and other characters in backticks")
        }
    }
}

extension CommandContext {
    /// The full name of the document that `text` denotes: an id in `collection`, or a path.
    func documentName(
        _ text: String, in collection: ResourcePath
    ) throws(CommandFailure) -> String {
        do throws(Status) {
            let path =
                text.contains("/") ? try ResourcePath(text) : try collection.child(text)
            try path.requireDocument()
            return MirrorClient.name(of: path, inDatabase: databaseID)
        } catch {
            throw .usage("__name__ \(text): \(error.message)")
        }
    }
}
