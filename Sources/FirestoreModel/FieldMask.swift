/// A set of field paths in which none lies below another: `a` swallows `a.b`.
public struct FieldMask: Equatable, Sendable {
    /// In order, without duplicates and covered paths.
    public let paths: [FieldPath]

    /// Takes paths in any order.
    public init(_ paths: some Sequence<FieldPath>) {
        var kept: [FieldPath] = []
        // In order a path follows the ones that cover it directly.
        for path in paths.sorted() where !(kept.last?.isPrefix(of: path) ?? false) {
            kept.append(path)
        }
        self.paths = kept
    }

    /// Parses google.firestore.v1.DocumentMask's paths; INVALID_ARGUMENT for malformed and
    /// reserved ones.
    public init(parsing texts: [String]) throws(FirestoreError) {
        var paths: [FieldPath] = []
        for text in texts {
            let path = try FieldPath(text)
            try path.requireStorable()
            paths.append(path)
        }
        self.init(paths)
    }

    /// A write's mask: every path takes `input`'s value, or is removed where `input` lacks it;
    /// the rest of `fields` stays.
    public func merge(_ input: Fields, into fields: inout Fields) {
        for path in paths {
            if let value = input.value(at: path) {
                fields.set(value, at: path)
            } else {
                fields.remove(at: path)
            }
        }
    }

    /// A read's mask: the paths present in `fields`, nested ones inside their maps.
    public func project(_ fields: Fields) -> Fields {
        var kept: Fields = [:]
        for path in paths {
            if let value = fields.value(at: path) { kept.set(value, at: path) }
        }
        return kept
    }
}
