import Access
import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import StatusCodes

/// The documents as a role reads them at a snapshot: public products with computed sale fields,
/// secrets redacted.
struct SnapshotOverlay: DocumentOverlay {
    private let generations: [String: Generation]
    private let sales: SaleOverlay
    let database: DatabaseName
    private let role: DocumentCaller

    init(_ generations: [String: Generation], _ database: DatabaseName, _ role: DocumentCaller) {
        let isMirror = database.database == Catalog.database
        self.generations = isMirror ? generations : [:]
        sales = SaleOverlay(generations: self.generations)
        self.database = database
        self.role = role
    }

    func derivedFields(inCollections collectionId: String) -> [String] {
        sales.derivedFields(inCollections: collectionId)
    }

    func fields(
        of path: ResourcePath, stored: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]? {
        guard role.role < .admin, TreeSecrets.concern(path) else {
            return try sales.fields(of: path, stored: stored)
        }
        do throws(WireError) {
            return TreeSecrets.redacted(try Fields(mapValueBytes: [UInt8](stored))).mapValueBytes
        } catch {
            throw Status(.corruption, "\(path)", "\(error)")
        }
    }

    /// The document as it is read. The update time of a public product is at least that of its
    /// tenant's rules, because client libraries ignore a change without a later update time.
    func visible(
        _ path: ResourcePath, _ stored: RawDocument
    ) throws(Status) -> RawDocument {
        let fields = try stored.fields.withUnsafeBufferPointer { bytes throws(Status) in
            try self.fields(of: path, stored: UnsafeRawBufferPointer(bytes))
        }
        guard let fields else { return stored }
        let rulesTime = ProductPath.publicItem(path).flatMap { generations[$0.org]?.rulesTime }
        return RawDocument(
            createTime: stored.createTime, updateTime: max(stored.updateTime, rulesTime ?? 0),
            fields: fields)
    }
}
