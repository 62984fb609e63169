import FirestoreModel
import MirrorTree

/// Redacts credentials in location documents. Administrators may read them, but they should not
/// appear on terminals, in logs of scripts or on shared screens.
enum Redaction {
    /// The document with redacted credentials.
    static func redacted(_ document: Document) -> Document {
        var result = document
        let isFull = document.name.hasPrefix("projects/")
        let path =
            isFull
            ? try? ResourcePath.parse(resourceName: document.name).path
            : try? ResourcePath(document.name)
        // One whose name cannot be read may be a location's.
        if path.map(TreeSecrets.concern) ?? true {
            result.fields = TreeSecrets.redacted(document.fields)
        }
        return result
    }
}
