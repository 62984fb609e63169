import FirestoreModel

/// What only administrators may read: it is shown when asked for and not by the way, on a screen or
/// in a file that somebody sends.
enum Hidden {
    /// What stands in its place.
    static let mark = "[redacted]"

    /// Whether a document of this path holds credentials: locations their POS account, sessions
    /// who they are of.
    static func isSecret(_ path: ResourcePath) -> Bool {
        path.segments.first == "locations" || path.segments.first == "sessions"
    }

    /// The fields as they may be shown: of a secret document the names alone. An account is hidden
    /// wherever it stands, for a damaged key may name another path.
    static func shown(_ fields: Fields, of path: ResourcePath) -> Fields {
        if isSecret(path) { return masked(fields) }
        guard let account = fields["posConfig"] else { return fields }
        var result = fields
        result["posConfig"] = masked(account)
        return result
    }

    private static func masked(_ fields: Fields) -> Fields {
        var result = fields
        for (name, value) in fields { result[name] = masked(value) }
        return result
    }

    private static func masked(_ value: Value) -> Value {
        switch value {
        case .map(let fields): .map(masked(fields))
        case .null: .null
        default: .string(mark)
        }
    }
}
