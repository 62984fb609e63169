/// A path without `/api` and query, or the beginning of one with `*` behind it.
enum PathPattern {
    static func matches(_ pattern: String, _ path: String) -> Bool {
        if pattern.hasSuffix("*") { return path.hasPrefix(pattern.dropLast()) }
        return pattern == path
    }

    static func find<Value>(_ path: String, in table: [String: Value]) -> Value? {
        if let value = table[path] { return value }
        return table.first { matches($0.key, path) }?.value
    }
}
