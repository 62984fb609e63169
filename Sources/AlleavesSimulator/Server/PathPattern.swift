/// A path without `/api` and query, or a prefix followed by `*`.
enum PathPattern {
    static func matches(_ pattern: String, _ path: String) -> Bool {
        if pattern.hasSuffix("*") { return path.hasPrefix(pattern.dropLast()) }
        return pattern == path
    }

    /// The longest matching pattern; an exact path wins.
    static func best<Value>(_ path: String, in table: [String: Value]) -> String? {
        if table[path] != nil { return path }
        return table.keys.filter { matches($0, path) }.max { $0.utf8.count < $1.utf8.count }
    }

    static func find<Value>(_ path: String, in table: [String: Value]) -> Value? {
        best(path, in: table).flatMap { table[$0] }
    }
}
