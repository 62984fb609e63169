import FirestoreModel

/// Hides the credentials in location documents: an administrator may read them, but a terminal,
/// a log of a script or a screen that others see is no place for them.
enum Redaction {
    /// What stands in a credential's place.
    static let mark = "[redacted]"
    /// The credentials of a posConfig (alleaves-api.md 1.9).
    static let secretKeys: Set<String> = [
        "username", "password", "pin", "apiKey", "webhookSecret",
    ]

    /// The document as it may be shown.
    static func redacted(_ document: Document) -> Document {
        guard case .map(let config)? = document.fields["posConfig"] else { return document }
        var result = document
        result.fields["posConfig"] = .map(redacted(config))
        return result
    }

    /// A posConfig as it may be shown; absent credentials stay absent or null.
    static func redacted(_ config: Fields) -> Fields {
        var result = config
        for key in config.keys where secretKeys.contains(key) {
            if case .null? = config[key] { continue }
            result[key] = .string(mark)
        }
        return result
    }
}
