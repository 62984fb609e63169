import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// The fields of a product that the POS owns: a sync writes them, and other writers may not
/// overwrite them by accident. An agent's own product has none, and an agent's own fields are
/// allowed on any product.
public struct PosOwnedFields: Sendable {
    private let providers: [POSProvider]

    public init(_ providers: [POSProvider]) { self.providers = providers }

    /// Whether the path is that of a product that the POS may own.
    public func mayConcern(_ path: ResourcePath) -> Bool {
        canonicalTwin(path) != nil
    }

    /// The name of the first POS-owned field that the write would change; nil where the write is
    /// allowed.
    ///
    /// - Parameters:
    ///   - new: MapValue bytes of the new document; nil for a delete, which is allowed: the next
    ///     sync restores it.
    ///   - stored: returns a document before the commit.
    public func overwritten(
        at path: ResourcePath, old: RawDocument?, new: [UInt8]?,
        stored: (DocumentKey) throws(Status) -> RawDocument?
    ) throws(Status) -> String? {
        // A field without a stored value is not overwritten, so that a copy of another store can be
        // loaded.
        guard let old, let new, let twin = canonicalTwin(path) else { return nil }
        let isCanonical = twin == path
        let owned = isCanonical ? ProductSchema.canonicalOwned : ProductSchema.publicOwned
        let (before, after) = try (Self.fields(old.fields, path), Self.fields(new, path))
        let changed = owned.map(\.rawValue).first { !Self.isSame(before[$0], after[$0]) }
        guard let changed else { return nil }
        if isCanonical { return isOwned(before) ? changed : nil }
        let key = DocumentKey(database: Catalog.database, path: twin)
        guard let owner = try stored(key) else { return nil }
        return isOwned(try Self.fields(owner.fields, twin)) ? changed : nil
    }

    /// Whether a sync wrote a canonical product: it has its provider as `source`.
    private func isOwned(_ fields: Fields) -> Bool {
        providers.contains { fields[ProductField.source] == .string($0.name) }
    }

    private static func fields(
        _ bytes: [UInt8], _ path: ResourcePath
    ) throws(Status) -> Fields {
        do throws(WireError) {
            return try Fields(mapValueBytes: bytes)
        } catch {
            throw Status(.corruption, "\(path)", "\(error)")
        }
    }

    /// The canonical product of a product's path: itself, or that of a public product. Nil for any
    /// other path.
    private func canonicalTwin(_ path: ResourcePath) -> ResourcePath? {
        if let id = ProductPath.canonicalID(path),
            providers.contains(where: { id.contains("_" + $0.idPrefix) })
        {
            return path
        }
        guard let (org, id) = ProductPath.publicItem(path),
            providers.contains(where: { id.hasPrefix($0.idPrefix) })
        else { return nil }
        return ProductPath.canonical(org: org, id: id)
    }

    /// Whether the values are equal; 12 equals 12.0, because many clients write whole doubles as
    /// integers.
    private static func isSame(_ left: Value?, _ right: Value?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return ValueOrder.compare(left, right, .full) == 0
    }
}
