import FirestoreModel
import MirrorTree
import StatusCodes

/// A document as a line of an export: `{"name":"brands/acme","fields":{…}}`.
///
/// The name is the path within its database; the fields are in Firestore's REST form, sorted, so
/// that equal documents have equal lines. Times are omitted, because an import creates new ones.
enum DocumentLine {
    /// A document's line, without line ending.
    static func text(_ document: Document) throws(Status) -> String {
        let path = try ResourcePath.parse(resourceName: document.name).path
        let fields = stored(document.fields, at: path)
        return String(decoding: Document(name: "\(path)", fields: fields).json, as: UTF8.self)
    }

    /// Parses a line, whose name may also be a full one, as `list --json` prints it.
    static func document(
        _ line: [UInt8]
    ) throws(CommandFailure) -> (path: ResourcePath, fields: Fields) {
        do {
            let document = try Document(json: line)
            let isFull = document.name.hasPrefix("projects/")
            let path =
                isFull
                ? try ResourcePath.parse(resourceName: document.name).path
                : try ResourcePath(document.name)
            try path.requireDocument()
            let isOfLocation = TreeSecrets.concern(path)
            if let field = TreeSecrets.mark(in: document.fields, isOfLocation: isOfLocation) {
                throw CommandFailure(
                    .failed, "\(path): \(field) is \(TreeSecrets.mark)",
                    remedy: "export with --with-credentials, or leave the document out")
            }
            return (path, stored(document.fields, at: path))
        } catch let error as DocumentJSONError {
            throw CommandFailure(.failed, error.message)
        } catch let error as Status {
            throw CommandFailure(.failed, "name: \(error.message)")
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.internal, "\(type(of: error))")
        }
    }

    private static func stored(_ fields: Fields, at path: ResourcePath) -> Fields {
        // The daemon derives the sale fields, and refuses them in writes.
        guard ProductPath.publicItem(path) != nil else { return fields }
        var kept = fields
        for field in ProductSchema.sale { kept[field] = nil }
        return kept
    }
}
