import FirestoreModel

/// The secrets of the tree: the values of a location's POS account that only admins read, and that
/// nothing shows by the way. Decides it for access, queries, listening, exports and inspection.
public enum TreeSecrets {
    /// What stands in a secret's place.
    public static let mark = "[redacted]"

    /// Whether documents of this path, a document or a collection, or those below it, hold an
    /// account.
    public static func concern(_ path: ResourcePath) -> Bool {
        TreeCollection(containing: path) == .locations
    }

    /// Whether a condition on the top-level field would reveal secrets bit by bit.
    public static func isAccount(field: String) -> Bool {
        field == LocationField.posConfig.rawValue
    }

    /// A location's fields as those who are no admins read them.
    public static func redacted(_ fields: Fields) -> Fields {
        guard case .map(let config)? = fields[LocationField.posConfig] else { return fields }
        var result = fields
        result[LocationField.posConfig] = .map(redacted(account: config))
        return result
    }

    /// A posConfig without its secrets; absent ones stay absent or null.
    public static func redacted(account config: Fields) -> Fields {
        var result = config
        for (name, value) in config where AccountField.isSecret(name) && value != .null {
            result[name] = .string(mark)
        }
        return result
    }

    /// The secret that is written as ``mark``, which must not be stored; nil where there is none.
    /// Names it by its path, `posConfig.pin`; fields may be named by their paths as well.
    public static func mark(in fields: Fields) -> String? {
        for (name, value) in fields {
            if case .map(let inner) = value {
                let found = inner.first { isMark($0.value) && isSecret($0.key, below: name) }
                if let found { return "\(name).\(found.key)" }
            } else if isMark(value), let dot = name.lastIndex(of: "."),
                isSecret(String(name[name.index(after: dot)...]), below: String(name[..<dot]))
            {
                return name
            }
        }
        return nil
    }

    /// Elsewhere than in an account only what is known to be a secret is one.
    private static func isSecret(_ name: String, below map: String) -> Bool {
        isAccount(field: map)
            ? AccountField.isSecret(name)
            : AccountField(rawValue: name)?.isSecret == true
    }

    private static func isMark(_ value: Value) -> Bool { value == .string(mark) }
}
