import FirestoreModel

/// Documents and collections in arguments.
extension CommandContext {
    /// The document named by the first argument; for a collection, the error suggests `command`.
    func documentPath(orUse command: String) throws -> ResourcePath {
        let path = try ResourcePath(arguments.positional(0))
        guard path.isDocument else {
            throw CommandFailure.usage(
                "\(path) names a collection", remedy: "use posmirror \(command) \(path)")
        }
        return path
    }

    /// The collection named by the first argument; for a document, the error suggests `command`.
    func collectionPath(orUse command: String) throws -> ResourcePath {
        let path = try ResourcePath(arguments.positional(0))
        guard path.isCollection else {
            throw CommandFailure.usage(
                "\(path) names a document", remedy: "use posmirror \(command) \(path)")
        }
        return path
    }
}

extension MirrorCommands {
    /// For commands that read and write documents.
    static let database = OptionDeclaration.value(
        "database", "ID", "another tree than the mirror's own, made by the first write")

    static let document = Command.Argument(
        "PATH", "of a document, as in tenants/acme/integrations/pos")
    static let collection = Command.Argument(
        "COLLECTION", "path of a collection, as in tenants/acme/discounts")

    /// The help's text on `--data`.
    static let dataForms = """
        --data is a JSON object: plain, as in {"brand": "Acme", "rank": 3}, or in Firestore's
        REST form, as get prints it. In plain JSON whole numbers become integers and others
        doubles; what it has no word for is written as a REST value in it, as in
        {"at": {"timestampValue": "2026-01-31T12:00:00Z"}}.
        """
}
