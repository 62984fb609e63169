import DocumentStore
import FirestoreModel
import ProtobufWire

/// Makes the rows of the `columns` family agree with this program when a store is opened: they
/// follow from the documents, so rows that another program derived, or that cannot be read, are
/// derived anew.
struct ColumnBuild {
    private let store: DocumentStore
    private let log: (String) -> Void
    /// Of the keys of the rows that were derived, to find those that no document stands for.
    private var derived: [UInt64] = []

    private init(_ store: DocumentStore, _ log: @escaping (String) -> Void) {
        self.store = store
        self.log = log
    }

    /// Derives all rows anew unless they were derived as ``StoredRow/derivation`` says.
    ///
    /// - Parameter log: hears what is done, a line at a time.
    static func ensure(
        _ store: DocumentStore, log: @escaping (String) -> Void
    ) throws(StoreError) {
        guard try !store.isDerived(.columns, as: StoredRow.derivation) else { return }
        try run(store, because: "another program derived them", log: log)
    }

    /// Derives all rows anew. Killed in the middle, it starts over next time.
    static func run(
        _ store: DocumentStore, because reason: String, log: @escaping (String) -> Void
    ) throws(StoreError) {
        let tenants = try store.tenantIDs(
            database: Catalog.database, tenants: ResourcePath(uncheckedSegments: ["tenants"]))
        if !tenants.isEmpty {
            log("deriving the columns of \(tenants.count) tenants from their documents: \(reason)")
        }
        var build = ColumnBuild(store, log)
        try store.derive(
            .columns, as: StoredRow.derivation, batchBytes: CatalogLimits.rebuildBatchBytes
        ) { writer throws(StoreError) in
            for org in tenants { try build.derive(org, writer) }
            try build.dropOthers(writer)
        }
        if !tenants.isEmpty { log("derived the columns of \(build.derived.count) products") }
    }

    private mutating func derive(_ org: String, _ writer: DerivedWriter) throws(StoreError) {
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
            derived.append(rowKey.withUnsafeBytes { StringHash.hash($0) })
            if derived.count % CatalogLimits.rebuildRowsLogged == 0 {
                log("derived the columns of \(derived.count) products so far")
            }
            return true
        }
    }

    /// Takes away rows that no document stands for.
    private mutating func dropOthers(_ writer: DerivedWriter) throws(StoreError) {
        try writer.flush()
        derived.sort()
        try store.scanAuxiliary(.columns, prefix: [ColumnKey.rowKind], fillCache: false) {
            key, _ throws(StoreError) in
            let hash = StringHash.hash(key)
            let place = derived.partitionPoint { $0 < hash }
            if place == derived.count || derived[place] != hash {
                try writer.delete([UInt8](key))
            }
            return true
        }
    }
}
