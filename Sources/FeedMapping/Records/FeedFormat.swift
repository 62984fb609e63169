/// How a feed is written.
public struct FeedFormat: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// RFC 4180, with a header row.
        case csv
        /// One JSON text.
        case json
        /// One JSON object a line.
        case jsonl
    }

    public var kind: Kind
    /// Between the fields of a CSV row.
    public var delimiter: UInt8

    public init(_ kind: Kind, delimiter: UInt8 = UInt8(ascii: ",")) {
        self.kind = kind
        self.delimiter = delimiter
    }

    /// By its name: csv, tsv, json, jsonl or ndjson.
    public init?(named name: String) {
        switch name.lowercased() {
        case "csv": self.init(.csv)
        case "tsv": self.init(.csv, delimiter: 0x09)
        case "json": self.init(.json)
        case "jsonl", "ndjson": self.init(.jsonl)
        default: return nil
        }
    }

    /// What separates fields: one ASCII sign that is no quote and no line end, or `tab`.
    public static func delimiter(_ text: String) -> UInt8? {
        if text == "tab" { return 0x09 }
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x7F,
            byte >= 0x20 || byte == 0x09, byte != UInt8(ascii: "\"")
        else { return nil }
        return byte
    }

    /// By the end of a file's name or a URL's path, `.gz` aside; nil where that says nothing.
    public init?(ofPath path: String) {
        var name = path.prefix { $0 != "?" && $0 != "#" }
        if name.lowercased().hasSuffix(".gz") { name = name.dropLast(3) }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        self.init(named: String(name[name.index(after: dot)...]))
    }
}
