import FirestoreModel
import MirrorTree

/// Redacts credentials in location documents. Administrators may read them, but they should not
/// appear on terminals, in logs of scripts or on shared screens.
enum Redaction {
    /// The document with redacted credentials.
    static func redacted(_ document: Document) -> Document {
        var result = document
        result.fields = TreeSecrets.redacted(document.fields)
        return result
    }
}
