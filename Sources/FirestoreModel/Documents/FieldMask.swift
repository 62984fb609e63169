import Ordering
import StatusCodes

/// A set of field paths of which none is a prefix of another: `a` covers `a.b`.
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
    /// reserved ones. `__name__` selects no field: a read's mask of nothing else is a test
    /// whether the document exists, and a write's touches nothing.
    public init(parsing texts: [String]) throws(Status) {
        var paths: [FieldPath] = []
        for text in texts {
            let path = try FieldPath(text)
            guard !path.isDocumentName else { continue }
            try path.requireStorable()
            paths.append(path)
        }
        self.init(paths)
    }

    /// Applies a write's mask: sets every path to `input`'s value, or removes it where `input`
    /// lacks it; keeps the rest of `fields`.
    public func merge(_ input: Fields, into fields: inout Fields) {
        fields = Self.merged(fields, input, paths[...], depth: 0)
    }

    /// One level of ``merge(_:into:)``: `paths` share their first `depth` names. Merges both sorted
    /// sides in one pass, since a mask may have as many paths as a document has fields.
    private static func merged(
        _ old: Fields, _ input: Fields, _ paths: ArraySlice<FieldPath>, depth: Int
    ) -> Fields {
        var result: Fields = [:]
        result.reserveCapacity(old.count + paths.count)
        var oldIndex = 0
        var rest = paths
        while let name = rest.first?.segments[depth] {
            let group = rest.prefix { ByteOrder.equal($0.segments[depth], name) }
            rest = rest.dropFirst(group.count)
            while oldIndex < old.count, ByteOrder.compare(old[oldIndex].key, name) < 0 {
                result.appendUnordered(old[oldIndex].key, old[oldIndex].value)
                oldIndex += 1
            }
            var present: Value?
            if oldIndex < old.count, ByteOrder.equal(old[oldIndex].key, name) {
                present = old[oldIndex].value
                oldIndex += 1
            }
            if let value = value(present, input[name], group, depth: depth + 1) {
                result.appendUnordered(name, value)
            }
        }
        for entry in old.dropFirst(oldIndex) { result.appendUnordered(entry.key, entry.value) }
        return result
    }

    /// The new value of the field whose name the paths of `group` share.
    private static func value(
        _ present: Value?, _ input: Value?, _ group: ArraySlice<FieldPath>, depth: Int
    ) -> Value? {
        // No path is a prefix of another: one that ends here is the only one of the group.
        guard let path = group.first, path.segments.count > depth else { return input }
        let old = present?.pathMapValue
        let inner = merged(old ?? [:], input?.pathMapValue ?? [:], group, depth: depth)
        // Deletes below a value that is no map do nothing.
        return old == nil && inner.isEmpty ? present : .map(inner)
    }

    /// Applies a read's mask: keeps the masked paths, nested ones inside their maps.
    public func project(_ fields: Fields) -> Fields {
        var kept: Fields = [:]
        for path in paths {
            if let value = fields.value(at: path) { kept.set(value, at: path) }
        }
        return kept
    }
}
