import FirestoreModel

/// What of a document is shown by the way, on a screen or in a file that somebody sends: neither
/// credentials nor people's data, unless asked for.
public enum ShownDocument {
    /// The fields as they may be shown: of what is hidden the names alone. An account is hidden
    /// wherever it is, since a damaged key may name another path.
    public static func fields(_ fields: Fields, of path: ResourcePath) -> Fields {
        let shown = TreeCollection(containing: path).flatMap(\.shownFields)
        var result = fields
        for (name, value) in fields {
            let isHidden = shown.map { !$0.contains(name) } ?? TreeSecrets.isAccount(field: name)
            if isHidden { result[name] = masked(value) }
        }
        return result
    }

    /// Whether the values of a top-level field are hidden in the documents of a collection.
    public static func hides(field: String, of collection: ResourcePath) -> Bool {
        guard let shown = TreeCollection(containing: collection).flatMap(\.shownFields) else {
            return TreeSecrets.isAccount(field: field)
        }
        return !shown.contains(field)
    }

    /// The path without people's addresses, which name the documents of what each spent.
    public static func name(_ path: ResourcePath) -> String {
        path.segments.map { name($0) }.joined(separator: "/")
    }

    /// An id, unless it is somebody's address.
    public static func name(_ id: String) -> String {
        id.utf8.contains(UInt8(ascii: "@")) ? TreeSecrets.mark : id
    }

    private static func masked(_ value: Value) -> Value {
        switch value {
        case .map(let fields):
            .map(Fields(fields.map { ($0.key, masked($0.value)) }))
        case .null: .null
        default: .string(TreeSecrets.mark)
        }
    }
}

extension TreeCollection {
    /// The top-level fields that are shown of documents with credentials or people's data; nil
    /// where all are. A field that nobody knows may be either.
    var shownFields: Set<String>? {
        switch self {
        case .locations, .sessions, .users: []
        case .customers: Self.names(CustomerField.allCases.filter { !$0.isPersonal })
        case .spending: Self.names(SpendingField.allCases.filter { !$0.isPersonal })
        case .orders: Self.names(OrderField.allCases.filter { !$0.isPersonal })
        case .posEvents: Self.names(EventField.allCases.filter { $0 != .payload })
        case .products, .publicViews, .discounts, .metadata, .integrations, .posWrites,
            .notifications, .writeLog:
            nil
        }
    }

    private static func names(_ fields: [some TreeField]) -> Set<String> {
        Set(fields.map(\.rawValue))
    }
}
