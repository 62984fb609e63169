/// A path without `/api` and query, or the beginning of one with `*` behind it.
enum PathPattern {
    static func matches(_ pattern: String, _ path: String) -> Bool {
        if pattern.hasSuffix("*") { return path.hasPrefix(pattern.dropLast()) }
        return pattern == path
    }

    /// The longest pattern that matches; the exact path is at least as long as any other.
    static func best<Value>(_ path: String, in table: [String: Value]) -> String? {
        if table[path] != nil { return path }
        return table.keys.filter { matches($0, path) }.max { $0.utf8.count < $1.utf8.count }
    }

    static func find<Value>(_ path: String, in table: [String: Value]) -> Value? {
        best(path, in: table).flatMap { table[$0] }
    }
}
