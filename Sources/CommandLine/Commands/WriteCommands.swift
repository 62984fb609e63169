import FirestoreModel
import StatusCodes

extension MirrorCommands {
    private static let data = OptionDeclaration.value(
        "data", "JSON", "the fields; - reads them from standard input")

    static let setDocument = Command(
        "set", arguments: [document],
        options: [
            data, .flag("merge", "keep the fields that are not given, also inside maps"),
            .allowPosFields, database,
        ],
        summary: "Write a document: all of it, or with --merge some fields",
        details: dataForms,
        examples: [
            #"posmirror set tenants/acme/discounts/happy --data '{"discountType": "percent", "#
                + #""discountValue": 10, "categories": ["Edibles"]}'"#,
            #"posmirror set brands/acme --merge --data '{"links": {"web": "acme.example"}}'"#,
            "posmirror get brands/acme | posmirror set brands/copy --data -",
        ],
        run: { context in
            let path = try context.documentPath(orUse: "list")
            let fields = try DocumentData(context).fields
            let isMerge = context.arguments.has("merge")
            let written = try context.connect().updateDocument(
                path, fields: fields,
                mask: isMerge ? fields.mergePaths().map(\.description) : nil)
            report(written, at: path, context)
            return .ok
        })

    static let updateDocument = Command(
        "update", arguments: [document],
        options: [
            data, .value("remove", "FIELD", "a field to remove", repeatable: true),
            .allowPosFields, database,
        ],
        summary: "Change some fields of a document that exists",
        details: """
            Each field that is given replaces the one of its name, maps as a whole. In plain JSON
            the names are paths: "links.web" is the field web in the map links; a name with a dot
            or a blank in it stands in backticks. Exits with 4 where there is no such document.

            \(dataForms)
            """,
        examples: [
            #"posmirror update brands/acme --data '{"links.web": "acme.example", "rank": 3}'"#,
            "posmirror update brands/acme --remove rank --remove links.web",
        ],
        run: { context in
            let path = try context.documentPath(orUse: "list")
            let change = try FieldChange(context)
            let written = try context.connect().updateDocument(
                path, fields: change.fields, mask: change.paths.map(\.description),
                mustExist: true)
            report(written, at: path, context)
            return .ok
        })

    static let deleteDocument = Command(
        "delete", arguments: [document],
        options: [.flag("must-exist", "exit with 4 where there is no such document"), database],
        summary: "Delete a document; what lies below it stays",
        examples: ["posmirror delete tenants/acme/discounts/happy-hour"],
        run: { context in
            let path = try context.documentPath(orUse: "list")
            try context.connect().deleteDocument(
                path, mustExist: context.arguments.has("must-exist"))
            if context.wantsJSON {
                context.output.json("{}")
            } else {
                context.output.line("deleted \(PlainText.escaped(path.description))", .good)
            }
            return .ok
        })

    private static func report(
        _ written: Document, at path: ResourcePath, _ context: CommandContext
    ) {
        guard !context.wantsJSON else { return DocumentPrinter(context).printAlone(written) }
        let time = written.updateTime.map { " at \($0.rfc3339)" } ?? ""
        context.output.line("written \(PlainText.escaped(path.description))\(time)", .good)
    }
}

/// The changes that `update` makes to a document.
struct FieldChange: Equatable {
    var fields: Fields = [:]
    /// The paths to set or remove.
    var paths: [FieldPath] = []

    init(_ context: CommandContext) throws(CommandFailure) {
        let removed = context.arguments.values("remove")
        let data = removed.isEmpty || context.arguments.has("data")
        try self.init(data ? try DocumentData(context) : nil, removing: removed)
    }

    /// Sets fields by path, or by name if the data is a whole document.
    init(_ data: DocumentData?, removing removed: [String]) throws(CommandFailure) {
        for (name, value) in data?.fields ?? [:] {
            let path = data?.isDocument == true ? FieldPath(field: name) : try Self.path(name)
            fields.set(value, at: path)
            paths.append(path)
        }
        for text in removed { paths.append(try Self.path(text)) }
        let sorted = paths.sorted()
        for (path, next) in zip(sorted, sorted.dropFirst()) where path.isPrefix(of: next) {
            throw .usage(
                path == next ? "\(path) is given twice" : "\(path) and \(next) overlap",
                remedy: "name each field once")
        }
    }

    private static func path(_ text: String) throws(CommandFailure) -> FieldPath {
        do throws(Status) {
            return try FieldPath(text)
        } catch {
            throw .usage(
                "\(text): \(error.message)",
                remedy: "put names with other characters than letters, digits and _ in backticks")
        }
    }
}

extension Fields {
    /// The paths that a merge of these fields replaces: all values except nonempty maps.
    func mergePaths() -> [FieldPath] {
        var paths: [FieldPath] = []
        collectPaths(below: [], into: &paths)
        return paths
    }

    private func collectPaths(below parents: [String], into paths: inout [FieldPath]) {
        for (name, value) in self {
            let segments = parents + [name]
            // A vector is a single value, although it is stored as a map.
            if case .map(let inner) = value, !inner.isEmpty, inner["__type__"] == nil {
                inner.collectPaths(below: segments, into: &paths)
            } else {
                paths.append(FieldPath(uncheckedSegments: segments))
            }
        }
    }
}
