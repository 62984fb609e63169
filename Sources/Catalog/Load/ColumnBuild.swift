import DocumentStore
import FirestoreModel
import MirrorTree
import Ordering
import ProtobufWire
import StatusCodes

/// Rebuilds the rows of the `columns` family from the documents when another version derived them
/// or a row is damaged.
struct ColumnBuild {
    private let store: DocumentStore
    private let log: (String) -> Void
    /// Hashes of the keys of the rows that were written, to find those without a document.
    private var derived: [UInt64] = []
    private var products = 0

    private init(_ store: DocumentStore, _ log: @escaping (String) -> Void) {
        self.store = store
        self.log = log
    }

    /// Rebuilds all rows unless they were written by the current ``StoredRow/derivation``.
    ///
    /// - Parameter log: receives a line of progress at a time.
    static func ensure(
        _ store: DocumentStore, log: @escaping (String) -> Void
    ) throws(Status) {
        guard try !store.isDerived(.columns, as: StoredRow.derivation) else { return }
        try run(store, because: "another program derived them", log: log)
    }

    /// Rebuilds all rows. An interrupted rebuild starts over at the next open.
    static func run(
        _ store: DocumentStore, because reason: String, log: @escaping (String) -> Void
    ) throws(Status) {
        let tenants = try store.tenantIDs(
            database: Catalog.database, tenants: RootPath.tenants)
        if !tenants.isEmpty {
            log("deriving the columns of \(tenants.count) tenants from their documents: \(reason)")
        }
        var build = ColumnBuild(store, log)
        try store.derive(
            .columns, as: StoredRow.derivation, batchBytes: CatalogLimits.rebuildBatchBytes
        ) { writer throws(Status) in
            for org in tenants { try build.derive(org, writer) }
            try build.dropOthers(writer)
        }
        if !tenants.isEmpty { log("derived the columns of \(build.products) products") }
    }

    private mutating func derive(_ org: String, _ writer: DerivedWriter) throws(Status) {
        let scan = DocumentScan(
            database: Catalog.database, collection: ProductPath.publicItems(org: org))
        let prefix = ColumnKey.prefix(org: org)
        try store.scan(scan) { key, view throws(Status) in
            let document = view.copy()
            let id = Array(try DocumentKey(bytes: [UInt8](key)).documentID().utf8)
            let rowKey = prefix + id
            // The source hash, which a sync needs, exists only in the row.
            let known = try store.auxiliary(.columns, rowKey)
            let row: DerivedRow
            var stores: [String: StoredRow] = [:]
            do throws(WireError) {
                row = try DerivedRow(
                    id: id, fields: document.fields, updateTime: document.updateTime)
                if row.flags.contains(.ofStores) {
                    stores = try StoreRows(
                        id: id, fields: document.fields, updateTime: document.updateTime
                    ).rows
                }
            } catch {
                throw DamagedDocument.status(key, "its fields do not decode: \(error)")
            }
            let hash = known.flatMap { StoredRowView.sourceHash(ofAnyVersion: $0) } ?? 0
            try put(rowKey, StoredRow(row, sourceHash: hash), writer)
            for (location, row) in stores {
                try put(ColumnKey.storePrefix(org: org, location: location) + id, row, writer)
            }
            products += 1
            if products % CatalogLimits.rebuildRowsLogged == 0 {
                log("derived the columns of \(products) products so far")
            }
            return true
        }
    }

    private mutating func put(
        _ key: [UInt8], _ row: StoredRow, _ writer: DerivedWriter
    ) throws(Status) {
        try writer.put(key, row.bytes)
        derived.append(key.withUnsafeBytes { StringHash.hash($0) })
    }

    /// Deletes rows without a document.
    private mutating func dropOthers(_ writer: DerivedWriter) throws(Status) {
        try writer.flush()
        derived.sort()
        for kind in [ColumnKey.rowKind, ColumnKey.storeRowKind] { try dropOthers(kind, writer) }
    }

    private func dropOthers(_ kind: UInt8, _ writer: DerivedWriter) throws(Status) {
        try store.scanAuxiliary(.columns, prefix: [kind], fillCache: false) {
            key, _ throws(Status) in
            let hash = StringHash.hash(key)
            let index = derived.partitionPoint { $0 < hash }
            if index == derived.count || derived[index] != hash {
                try writer.delete([UInt8](key))
            }
            return true
        }
    }
}
