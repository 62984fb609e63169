import DocumentStore
import FirestoreModel
import MirrorTree
import Ordering
import Pricing
import ProtobufWire
import StatusCodes

/// The catalogs of a tenant's stores, where its documents say what is at which location.
extension Catalog {
    /// The catalog of one store of a tenant; the tenant's own where `location` is empty or its only
    /// location. Any thread.
    ///
    /// Throws `unknownTenant`, `unknownLocation` where the tenant has no such location, and
    /// `noStoreYet` where it has, but no product of it was stored yet.
    public func store(_ org: String, location: String) throws(Status) -> TenantCatalog {
        let own = tenant(org)
        let known = location.isEmpty ? [] : locations(of: org)
        guard let own else {
            guard known.contains(location) else { throw .unknownTenant(org) }
            throw .noStoreYet(location, of: org)
        }
        if location.isEmpty { return own }
        guard known.contains(location) else {
            throw .unknownLocation(location, of: org, known: known)
        }
        let found = ByteOrder.withUTF8(org) { org in
            ByteOrder.withUTF8(location) { location in stores.withLock { $0.find(org, location) } }
        }
        // Also of an only location: until the next sync the products of a tenant whose other
        // locations have gone say what was there, and none of that is at this one.
        if let found { return found }
        guard known == [location] else { throw .noStoreYet(location, of: org) }
        return own
    }

    /// The current generation of what ``store(_:location:)`` finds, by the UTF-8 of the ids; nil
    /// where that throws.
    public func storeGeneration(
        orgBytes: UnsafeRawBufferPointer, locationBytes: UnsafeRawBufferPointer
    ) -> Generation? {
        if locationBytes.isEmpty { return generation(orgBytes: orgBytes) }
        let org = String(decoding: orgBytes, as: UTF8.self)
        let location = String(decoding: locationBytes, as: UTF8.self)
        let known = locations(of: org)
        guard known.contains(location) else { return nil }
        let found = stores.withLock { $0.find(orgBytes, locationBytes) }
        if let found { return found.generation }
        return known == [location] ? generation(orgBytes: orgBytes) : nil
    }

    /// The catalogs of a tenant's stores that are kept, those of locations that are gone included.
    func stores(of org: String) -> [TenantCatalog] { stores.withLock { $0.all(of: org) } }

    /// Sets rules of a tenant, or removes them (nil), in its own catalog and in those of the stores
    /// where they hold.
    func set(_ rules: [String: RuleFields?], of org: String, at time: Int64) {
        make(org).set(rules: rules, at: time)
        for store in stores(of: org) { store.set(rules: store.holding(rules), at: time) }
    }

    // MARK: - Start

    /// Keeps the rows of a store that were loaded.
    func load(_ location: String, of org: String, _ rows: Generation) {
        make(org)
        guard stores(of: org).count < CatalogLimits.storesMax else { return }
        let store = makeStore(location, of: org, rows)
        stores.withLock { $0.add(store) }
    }

    /// Adds what is at every store to the stores that were loaded.
    func fillStores() {
        for tenant in all {
            let stores = stores(of: tenant.org)
            guard !stores.isEmpty else { continue }
            let everywhere = tenant.generation.everywhereRows
            for store in stores { fill(store, everywhere) }
        }
    }

    func makeStore(
        _ location: String, of org: String, _ loaded: Generation? = nil
    ) -> TenantCatalog {
        let tenant = make(org)
        let context = zones.withLock { $0.context(org: org) }.forStore(location)
        return TenantCatalog(
            org: org, location: location, clock: clock, context: context, loaded: loaded,
            naming: tenant, onPublish: publication(org, location: location))
    }

    private func fill(_ store: TenantCatalog, _ rows: [RowEdit]) {
        do throws(Status) {
            try store.apply(rows)
        } catch {
            preconditionFailure("a store cannot hold rows that its tenant holds: \(error)")
        }
    }

    // MARK: - Commits

    /// The rows of the stores that a product's new document names.
    static func storeRows(
        _ row: StoredRow?, _ change: DocumentChange, id: [UInt8]
    ) throws(Status) -> [String: StoredRow] {
        guard let new = change.new, row?.flags.contains(.ofStores) ?? false else { return [:] }
        let found = try decode { () throws(WireError) in
            try StoreRows(id: id, fields: new.fields, updateTime: new.updateTime)
        }
        guard !found.isTruncated else {
            throw Status(
                .invalidArgument, "public product",
                "it is at more than \(CatalogLimits.storesMax) locations, or its menu item at one"
                    + " exceeds \(CatalogLimits.itemBytesMax) bytes")
        }
        return found.rows
    }

    /// The stores that show a product by these rows already: what changes at one store is no change
    /// of another's menu, though both are of one document. Stored are the new rows all the same,
    /// with the document's update time.
    func unchanged(_ rows: [String: StoredRow], id: [UInt8], org: String) -> Set<String> {
        guard !rows.isEmpty else { return [] }
        let unchanged = stores(of: org).filter { store in
            rows[store.location].map { store.generation.shows($0, id: id) } ?? false
        }
        return Set(unchanged.map(\.location))
    }

    /// Writes the rows of a product's stores, and removes those of stores that have it no more.
    func prepareStores(
        _ edit: RowEdit, org: String, _ change: DocumentChange, _ batch: CommitBatch
    ) throws(Status) {
        guard !edit.stores.isEmpty || !stores(of: org).isEmpty else { return }
        if let old = change.old {
            let before = try Self.decode { () throws(WireError) in
                try StoreRows.locations(in: old.fields)
            }
            for location in before where edit.stores[location] == nil {
                batch.delete(
                    .columns, ColumnKey.storePrefix(org: org, location: location) + edit.id)
            }
        }
        for (location, row) in edit.stores {
            batch.put(
                .columns, ColumnKey.storePrefix(org: org, location: location) + edit.id, row.bytes)
        }
    }

    /// Throws when a commit would exceed a tenant's number of stores.
    func checkStores(_ edits: [String: [RowEdit]]) throws(Status) {
        for (org, edits) in edits {
            var named = edits.reduce(into: Set()) { $0.formUnion($1.stores.keys) }
            guard !named.isEmpty else { continue }
            let known = stores(of: org).map(\.location)
            named.subtract(known)
            guard named.isEmpty || known.count + named.count <= CatalogLimits.storesMax else {
                throw Status(
                    .invalidArgument, "public product",
                    "more than \(CatalogLimits.storesMax) locations of a tenant have products")
            }
        }
    }

    /// Applies a commit's changes of products to the tenant's stores, after its own catalog.
    func apply(_ edits: [RowEdit], toStoresOf org: String) throws(Status) {
        let known = stores(of: org)
        for store in known {
            let own = edits.compactMap { $0.edit(of: store) }
            try store.apply(own, besides: edits)
            guard !own.isEmpty else { continue }
            endIfEmpty(store)
        }
        let named = edits.reduce(into: Set()) { $0.formUnion($1.stores.keys) }
            .subtracting(known.map(\.location))
        guard !named.isEmpty else { return }
        let tenant = make(org)
        for location in named {
            let store = makeStore(location, of: org, like: tenant)
            try store.apply(edits.compactMap { $0.edit(of: store) })
            begin(store)
        }
    }
}

extension TenantCatalog {
    /// Of a change of the tenant's rules, what it is for this store: rules that hold elsewhere are
    /// none here.
    func holding(_ rules: [String: RuleFields?]) -> [String: RuleFields?] {
        rules.mapValues { fields in fields.flatMap { $0.holds(at: location) ? $0 : nil } }
    }
}

extension Generation {
    /// Whether a store's catalog has products of the store, and not only such as are everywhere.
    var hasOwnRows: Bool {
        segments.contains { segment in
            segment.flags.contains { $0 & RowFlags.ofStores.rawValue != 0 }
        }
    }
}
