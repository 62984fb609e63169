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

    /// Whether a condition on the top-level field of a location would reveal secrets bit by bit.
    public static func isSecret(field: String) -> Bool { LocationField.isSecret(field) }

    static func isAccount(field: String) -> Bool {
        field == LocationField.posConfig.rawValue
    }

    /// A location's fields, or those of a document below it, as those who are no admins read them:
    /// what is known to be harmless, and nothing else. Null stays null.
    public static func redacted(_ fields: Fields) -> Fields {
        var result = fields
        for (name, value) in fields where LocationField.isSecret(name) && value != .null {
            if isAccount(field: name), case .map(let config) = value {
                result[name] = .map(redacted(account: config))
            } else {
                result[name] = .string(mark)
            }
        }
        return result
    }

    /// A posConfig without its secrets; absent ones stay absent or null. What is known to be
    /// harmless is a scalar or a list of them; a map may hold anything.
    public static func redacted(account config: Fields) -> Fields {
        var result = config
        for (name, value) in config where value != .null {
            if AccountField.isFeed(name), case .map(let feed) = value {
                result[name] = .map(redacted(feed: feed))
            } else if AccountField.isSecret(name) || AccountField.isFeed(name) || hasMap(value) {
                result[name] = .string(mark)
            }
        }
        return result
    }

    private static func hasMap(_ value: Value) -> Bool {
        switch value {
        case .map: true
        case .array(let values): values.contains(where: hasMap)
        default: false
        }
    }

    /// A feed's known settings, without the query of its url, which is where exports have their
    /// keys, and without a login in it.
    private static func redacted(feed: Fields) -> Fields {
        var result = feed
        for (name, value) in feed where value != .null {
            if name == urlKey, case .string(let url) = value {
                result[name] = .string(redacted(url: url))
            } else if !AccountField.feedSettings.contains(name) {
                result[name] = .string(mark)
            }
        }
        return result
    }

    private static func redacted(url: String) -> String {
        var head = url[...]
        var tail = ""
        if let query = url.firstIndex(of: "?") {
            head = url[..<query]
            tail = queryMark
        }
        guard let scheme = head.firstRange(of: "//") else { return head + tail }
        let host = head[scheme.upperBound...]
        let end = host.firstIndex(of: "/") ?? host.endIndex
        guard let login = host[..<end].lastIndex(of: "@") else { return head + tail }
        return head[..<scheme.upperBound] + mark + host[login...] + tail
    }

    private static let urlKey = "url"
    private static let queryMark = "?" + mark
    private static let loginMark = "//" + mark + "@"

    /// The secret that is written as ``mark``, which must not be stored; nil where there is none.
    /// Names it by its path, `posConfig.pin`; fields may be named by their paths as well.
    ///
    /// - Parameter isOfLocation: the fields are known to be a location's, of which any may be one.
    public static func mark(in fields: Fields, isOfLocation: Bool = false) -> String? {
        for (name, value) in fields {
            if isOfLocation || isAccount(field: name), isMark(value) { return name }
            if let found = markedQuery(value, name) { return found }
            if isAccount(field: name), case .map(let config) = value,
                let found = markedFeed(config)
            {
                return "\(name).\(found)"
            }
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

    /// The path of a url of which a part is written as ``mark``.
    private static func markedQuery(_ value: Value, _ path: String) -> String? {
        switch value {
        case .string(let text):
            path.hasSuffix(".\(urlKey)") && (text.hasSuffix(queryMark) || text.contains(loginMark))
                ? path : nil
        case .map(let fields):
            fields.lazy.compactMap { markedQuery($0.value, "\(path).\($0.key)") }.first
        default: nil
        }
    }

    /// A feed, or a setting of one, that is written as ``mark``.
    private static func markedFeed(_ config: Fields) -> String? {
        for (name, value) in config where AccountField.isFeed(name) {
            if isMark(value) { return name }
            guard case .map(let feed) = value else { continue }
            if let found = feed.first(where: { isMark($0.value) }) { return "\(name).\(found.key)" }
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
