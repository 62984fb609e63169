import DocumentStore
import FirestoreModel
import ProtobufWire

/// Makes the rows of the `columns` family agree with this program when a store is opened: they
/// follow from the documents, so rows that an earlier version derived are derived anew.
enum ColumnBuild {
    /// Derives all rows anew unless they were derived as ``StoredRow/derivation`` says. Killed in
    /// the middle, it starts over next time.
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
            // Who wrote the product last is nowhere else, and a sync asks.
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

    /// Takes away rows that no document stands for.
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
