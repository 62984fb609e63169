import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import StatusCodes
import TTRPC

/// Documents as read: with sale fields, without fields that the reader may not see.
package struct DocumentViews: Sendable {
    package let catalog: Catalog

    package init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// The document as google.firestore.v1.Document bytes.
    ///
    /// Without a mask or secrets the stored bytes are spliced, not decoded.
    package func document(
        _ name: DocumentName, _ stored: RawDocument, role: DocumentCaller, mask: FieldMask? = nil
    ) throws(Status) -> [UInt8] {
        do throws(WireError) {
            var bytes = try withSale(name, stored.fields)
            let isSecret = role.role < .admin && TreeSecrets.concern(name.path)
            if mask != nil || isSecret {
                var fields = try Fields(mapValueBytes: bytes)
                if isSecret { fields = TreeSecrets.redacted(fields) }
                if let mask { fields = mask.project(fields) }
                bytes = fields.mapValueBytes
            }
            return try DocumentSplicer.document(
                name: name.resourceName, mapValue: bytes,
                createTime: Timestamp(microseconds: stored.createTime),
                updateTime: Timestamp(microseconds: stored.updateTime))
        } catch {
            throw Status(.dataLoss, "\(name.path) does not decode: \(error)")
        }
    }

    /// A query's row as Document bytes: projected, masked, without secrets.
    package func document(
        _ match: QueryMatch, of query: PreparedQuery, role: DocumentCaller, mask: FieldMask? = nil
    ) throws(Status) -> [UInt8] {
        do throws(WireError) {
            var bytes = match.document.fields
            let isSecret = role.role < .admin && TreeSecrets.concern(match.path)
            if query.projection != nil || query.nearest != nil || mask != nil || isSecret {
                var row = QueryRow(
                    path: match.path, document: try FirestoreModel.StoredDocument(match.document))
                row.distance = match.distance
                if isSecret { row.document.fields = TreeSecrets.redacted(row.document.fields) }
                var fields = query.projected(row)
                if let mask { fields = mask.project(fields) }
                bytes = fields.mapValueBytes
            }
            return try DocumentSplicer.document(
                name: match.path.resourceName(in: query.database), mapValue: bytes,
                createTime: Timestamp(microseconds: match.document.createTime),
                updateTime: Timestamp(microseconds: match.document.updateTime))
        } catch {
            throw Status(.dataLoss, "\(match.path) does not decode: \(error)")
        }
    }

    /// The options with the sale overlay for queries of `database`.
    package func queryOptions(in database: DatabaseName) -> QueryOptions {
        QueryOptions(
            overlay: database.database == Catalog.database ? SaleOverlay(catalog) : nil)
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
