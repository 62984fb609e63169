import DocumentStore
import FirestoreModel
import ProtobufWire

/// Rebuilds the rows of the `columns` family from the documents when an earlier version derived
/// them.
enum ColumnBuild {
    /// Rebuilds all rows unless they were written by the current ``StoredRow/derivation``. An
    /// interrupted rebuild starts over at the next open.
    static func ensure(_ store: DocumentStore) throws(StoreError) {
        guard try !store.isDerived(.columns, as: StoredRow.derivation) else { return }
        try store.derive(
            .columns, as: StoredRow.derivation, batchBytes: CatalogLimits.rebuildBatchBytes
        ) { writer throws(StoreError) in
            let tenants = ResourcePath(uncheckedSegments: ["tenants"])
            for org in try store.tenantIDs(database: Catalog.database, tenants: tenants) {
                try build(org, store, writer)
            }
            try dropOthers(store, writer)
        }
    }

    private static func build(
        _ org: String, _ store: DocumentStore, _ writer: DerivedWriter
    ) throws(StoreError) {
        let scan = DocumentScan(
            database: Catalog.database, collection: ProductPath.publicItems(org: org))
        let prefix = ColumnKey.prefix(org: org)
        try store.scan(scan) { key, view throws(StoreError) in
            let document = view.copy()
            let id = Array(try DocumentKey(bytes: [UInt8](key)).documentID().utf8)
            let rowKey = prefix + id
            // The source hash, which a sync needs, exists only in the row.
            let known = try store.auxiliary(.columns, rowKey)
            let row: DerivedRow
            do throws(WireError) {
                row = try DerivedRow(
                    id: id, fields: document.fields, updateTime: document.updateTime)
            } catch {
                throw StoreError(.corruption, "document fields", "\(error)")
            }
            let hash = known.flatMap { StoredRowView.sourceHash(ofAnyVersion: $0) } ?? 0
            try writer.put(rowKey, StoredRow(row, sourceHash: hash).bytes)
            return true
        }
    }

    /// Deletes rows without a document.
    private static func dropOthers(
        _ store: DocumentStore, _ writer: DerivedWriter
    ) throws(StoreError) {
        try writer.flush()
        try store.scanAuxiliary(.columns, prefix: [ColumnKey.rowKind], fillCache: false) {
            key, value throws(StoreError) in
            if value.first != StoredRow.version { try writer.delete([UInt8](key)) }
            return true
        }
    }
}
