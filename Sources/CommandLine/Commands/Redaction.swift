import FirestoreModel

/// Hides the credentials in location documents: an administrator may read them, but a terminal,
/// a log of a script or a screen that others see is no place for them.
enum Redaction {
    /// What stands in a credential's place.
    static let mark = "[redacted]"
    /// The credentials of a posConfig (Protocol/tree.md, Locations).
    static let secretKeys = Set(
        KnownProvider.all.flatMap(\.secrets) + ["webhookSecret"])

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

    /// The credential that is written as ``mark``, which must not be stored; nil where none is.
    static func mark(in fields: Fields) -> String? {
        for (name, value) in fields {
            if case .map(let inner) = value {
                let found = inner.first { secretKeys.contains($0.key) && isMark($0.value) }
                if let found { return "\(name).\(found.key)" }
            } else if isMark(value), secretKeys.contains(where: { name.hasSuffix(".\($0)") }) {
                return name
            }
        }
        return nil
    }

    private static func isMark(_ value: Value) -> Bool {
        if case .string(mark) = value { true } else { false }
    }
}
