/// The format of a feed.
public struct FeedFormat: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// RFC 4180, with a header row.
        case csv
        /// One JSON text.
        case json
        /// One JSON object per line.
        case jsonl
    }

    public var kind: Kind
    /// The delimiter of CSV fields.
    public var delimiter: UInt8

    public init(_ kind: Kind, delimiter: UInt8 = UInt8(ascii: ",")) {
        self.kind = kind
        self.delimiter = delimiter
    }

    /// By name: csv, tsv, json, jsonl or ndjson.
    public init?(named name: String) {
        switch name.lowercased() {
        case "csv": self.init(.csv)
        case "tsv": self.init(.csv, delimiter: 0x09)
        case "json": self.init(.json)
        case "jsonl", "ndjson": self.init(.jsonl)
        default: return nil
        }
    }

    /// Parses a delimiter: one ASCII character other than a quote or line ending, or `tab`.
    public static func delimiter(_ text: String) -> UInt8? {
        if text == "tab" { return 0x09 }
        guard let byte = text.utf8.first, text.utf8.count == 1, byte < 0x7F,
            byte >= 0x20 || byte == 0x09, byte != UInt8(ascii: "\"")
        else { return nil }
        return byte
    }

    /// By the extension of a file name or URL path, ignoring `.gz`; nil if unknown.
    public init?(ofPath path: String) {
        var name = path.prefix { $0 != "?" && $0 != "#" }
        if name.lowercased().hasSuffix(".gz") { name = name.dropLast(3) }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        self.init(named: String(name[name.index(after: dot)...]))
    }
}
