import FirestoreModel
import MirrorTree

/// Hides the credentials in location documents: an administrator may read them, but a terminal,
/// a log of a script or a screen that others see is no place for them.
enum Redaction {
    /// The document as it may be shown.
    static func redacted(_ document: Document) -> Document {
        var result = document
        result.fields = TreeSecrets.redacted(document.fields)
        return result
    }
}
