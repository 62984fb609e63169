import Catalog
import DocumentStore
import FirestoreModel
import ProtobufWire
import TTRPC

/// How a stored document reads: with its sale fields, without what the reader may not see.
struct DocumentViews: Sendable {
    let catalog: Catalog

    /// The document as google.firestore.v1.Document bytes.
    ///
    /// Without a mask or secrets the stored bytes are spliced, not decoded.
    func document(
        _ name: DocumentName, _ stored: RawDocument, role: Role, mask: FieldMask? = nil
    ) throws(RPCError) -> [UInt8] {
        do throws(WireError) {
            var bytes = try withSale(name, stored.fields)
            if mask != nil || (role < .admin && name.path.segments.first == "locations") {
                var fields = try Fields(mapValueBytes: bytes)
                if role < .admin { fields = DocumentAccess.redact(fields) }
                if let mask { fields = mask.project(fields) }
                bytes = fields.mapValueBytes
            }
            return try DocumentSplicer.document(
                name: name.resourceName, mapValue: bytes,
                createTime: Timestamp(microseconds: stored.createTime),
                updateTime: Timestamp(microseconds: stored.updateTime))
        } catch {
            throw RPCError(.dataLoss, "\(name.path) does not decode: \(error)")
        }
    }

    /// The fields as queries see them: with the sale fields of a public product.
    func dressed(
        _ path: ResourcePath, _ stored: [UInt8], in database: DatabaseName
    ) throws(StoreError) -> Fields {
        do throws(WireError) {
            let name = DocumentName(database: database, path: path)
            return try Fields(mapValueBytes: try withSale(name, stored))
        } catch {
            throw StoreError(.corruption, "\(path)", "\(error)")
        }
    }

    /// Stored fields with the sale fields of a public product.
    private func withSale(_ name: DocumentName, _ stored: [UInt8]) throws(WireError) -> [UInt8] {
        guard name.database.database == Catalog.database,
            let (org, id) = ProductPath.publicItem(name.path),
            let generation = catalog.tenant(org)?.generation
        else { return stored }
        return try generation.withSaleFields(id: Array(id.utf8), stored: stored)
    }
}
