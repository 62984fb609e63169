import TextForms

/// A category as a path: `Category > Edibles > Gummies` is Gummies below Edibles.
///
/// Segments are split at `>`, trimmed, and compared by ``TextKey``; empty ones are dropped, and so
/// is a leading segment `Category`, the POS's root. A rule on a path matches the products at and
/// below it, never a segment of the same name elsewhere. Nothing is at or below the empty path.
public struct CategoryPath: Sendable, Hashable {
    /// As they are spelt, trimmed.
    public let segments: [String]
    /// What paths are compared by: the keys of the segments.
    public let key: String
    /// For showing, filtering and mark-up.
    public let family: CategoryFamily
    private let segmentKeys: [String]

    /// The path that a text as it was received names.
    public init(_ raw: String) { self.init(decoded: HTMLText.decoded(raw)) }

    /// The path that a text names whose character references are decoded.
    public init(decoded text: String) { self.init(segments: CollectionOfOne(text)) }

    /// The path of these segments; one with a `>` in it is several.
    public init(segments texts: some Sequence<String>) {
        var segments: [String] = []
        var keys: [String] = []
        for text in texts {
            for part in text.utf8.split(separator: UInt8(ascii: ">")) {
                let segment = String(Substring(part).trimmed)
                let key = TextKey.folded(segment)
                if key.isEmpty { continue }
                // However often it leads: what is left reads as itself again.
                if segments.isEmpty, key == Self.root { continue }
                segments.append(segment)
                keys.append(key)
            }
        }
        self.segments = segments
        segmentKeys = keys
        key = keys.joined(separator: Self.separator)
        family = CategoryFamily(segmentKeys: keys)
    }

    private static let root = "category"
    private static let separator = " > "

    public static func == (left: CategoryPath, right: CategoryPath) -> Bool {
        left.key == right.key
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// Whether it names nothing.
    public var isEmpty: Bool { segments.isEmpty }

    /// The path to show.
    public var text: String { segments.joined(separator: Self.separator) }

    /// Whether this is `other` or lies below it; never where `other` is empty.
    public func isAtOrBelow(_ other: CategoryPath) -> Bool {
        !other.isEmpty && segmentKeys.starts(with: other.segmentKeys)
    }

    /// The names by which rules match products of this category: the keys of the path and of its
    /// ancestors, and the name of its family.
    public var names: [String] {
        var names = segmentKeys.indices.prefix(PricingLimits.categoryDepthMax).map {
            segmentKeys[...$0].joined(separator: Self.separator)
        }
        if segmentKeys.count > PricingLimits.categoryDepthMax { names.append(key) }
        return names + [family.ruleName]
    }

    /// The names by which a rule on this path matches products: the path's key, and the family if
    /// the path is one segment that spells a family's own name. None for the empty path.
    public var ruleNames: [String] {
        guard !isEmpty else { return [] }
        guard segmentKeys.count == 1, let family = CategoryFamily(spelt: segmentKeys[0]) else {
            return [key]
        }
        return [key, family.ruleName]
    }

    /// As ``ruleNames`` for a filter, which may also ask for what has no family.
    public var filterNames: [String] {
        let isOther = segmentKeys.count == 1 && segmentKeys[0] == TextKey.folded("Other")
        return isOther ? [key, CategoryFamily.other.ruleName] : ruleNames
    }
}

/// Which categories are asked for: families by their names, and paths with all below them.
public struct CategoryFilter: Sendable {
    private let names: Set<String>

    public init(_ values: some Sequence<String>) {
        names = Set(values.flatMap { CategoryPath($0).filterNames })
    }

    public func matches(_ path: CategoryPath) -> Bool {
        path.names.contains(where: names.contains)
    }
}
