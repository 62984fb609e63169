import Catalog
import DocumentStore
import FirestoreModel
import ProtobufWire

/// The fields of a product that are the POS's: what a sync writes and nobody else may overwrite
/// unawares. An agent's own product has none, and an agent's own fields are free on any product.
public enum PosOwnedFields {
    /// Whether a document is a product that the POS may own, by its path.
    public static func mayConcern(_ path: ResourcePath) -> Bool {
        canonicalTwin(path) != nil
    }

    /// The name of the first of the POS's fields that would not read as before; nil where the
    /// write may be made.
    ///
    /// - Parameters:
    ///   - new: MapValue bytes of the document to be; nil to delete it, which is not overwriting:
    ///     the next sync brings it back.
    ///   - stored: looks a document up as it is before the commit.
    public static func overwritten(
        at path: ResourcePath, old: RawDocument?, new: [UInt8]?,
        stored: (DocumentKey) throws(StoreError) -> RawDocument?
    ) throws(StoreError) -> String? {
        // What is not there is not overwritten: so a copy of another store can be loaded.
        guard let old, let new, let twin = canonicalTwin(path) else { return nil }
        let isCanonical = twin == path
        let names = isCanonical ? ProductDocuments.canonicalNames : ProductDocuments.publicNames
        let (before, after) = try (fields(old.fields, path), fields(new, path))
        let changed = names.first { !isSame(before[$0], after[$0]) }
        guard let changed else { return nil }
        if isCanonical { return before["source"] == Self.mark ? changed : nil }
        let key = DocumentKey(database: Catalog.database, path: twin)
        guard let owner = try stored(key) else { return nil }
        return try fields(owner.fields, twin)["source"] == Self.mark ? changed : nil
    }

    /// What a sync writes as the source of every product.
    private static let mark = Value.string("alleaves")

    private static func fields(
        _ bytes: [UInt8], _ path: ResourcePath
    ) throws(StoreError) -> Fields {
        do throws(WireError) {
            return try Fields(mapValueBytes: bytes)
        } catch {
            throw StoreError(.corruption, "\(path)", "\(error)")
        }
    }

    /// The canonical product of a product's document: itself, or the one that a public product
    /// was made with. Nil for any other path.
    private static func canonicalTwin(_ path: ResourcePath) -> ResourcePath? {
        if path.segments.count == 2, path.segments[0] == "products",
            path.segments[1].contains("_" + ProviderIDs.prefix)
        {
            return path
        }
        guard let (org, id) = ProductPath.publicItem(path), id.hasPrefix(ProviderIDs.prefix)
        else { return nil }
        return ResourcePath(uncheckedSegments: ["products", "\(org)_\(id)"])
    }

    /// The same value; 12 and 12.0 are, as many clients write a whole double as an integer.
    private static func isSame(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return ValueOrder.compare(left, right, .full) == 0
    }
}
