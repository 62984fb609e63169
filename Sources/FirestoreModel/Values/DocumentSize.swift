/// The size of documents as Firestore counts it
/// (https://firebase.google.com/docs/firestore/storage-size).
public enum DocumentSize {
    /// Name, fields and 32 bytes.
    public static func bytes(path: ResourcePath, fields: Fields) -> Int {
        name(path) + Self.fields(fields) + 32
    }

    /// A name: 16 bytes, and per id its bytes and 1, or 8 for a numeric id.
    public static func name(_ path: ResourcePath) -> Int {
        path.segments.enumerated().reduce(16) { size, segment in
            let isNumeric =
                segment.offset & 1 == 1 && ResourceID.numericValue(of: segment.element) != nil
            return size + (isNumeric ? 8 : segment.element.utf8.count + 1)
        }
    }

    /// Names and values of fields.
    public static func fields(_ fields: Fields) -> Int {
        fields.reduce(0) { $0 + $1.key.utf8.count + 1 + value($1.value) }
    }

    /// One value.
    public static func value(_ value: Value) -> Int {
        switch value {
        case .null, .boolean: 1
        case .integer, .double, .timestamp: 8
        case .geoPoint: 16
        case .string(let text): text.utf8.count + 1
        case .bytes(let bytes): bytes.count
        case .reference(let name): Self.name(ReferenceName(name).path)
        case .array(let values): values.reduce(0) { $0 + Self.value($1) }
        case .map(let fields):
            value.vectorElements.map { 8 * $0.count } ?? Self.fields(fields)
        case .unsupported: 0
        }
    }
}
