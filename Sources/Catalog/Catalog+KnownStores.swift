import DocumentStore
import FirestoreModel
import MirrorTree
import Pricing
import ProtobufWire
import StatusCodes

/// What becomes of a tenant's rows when its locations come and go: documents still say what was at
/// those that are gone, and say nothing of the one that was there alone.
extension Catalog {
    /// The stores by which the tenant's documents are read.
    func known(of org: String) -> KnownStores { zones.withLock { $0.known(of: org) } }

    /// A product's new document as the catalogs show it.
    static func shown(
        _ edit: RowEdit, _ document: RawDocument?, at known: KnownStores
    ) throws(Status) -> RowEdit {
        guard let document, edit.row != nil else { return edit }
        return try decode { () throws(WireError) in
            try edit.shown(
                at: known, fields: document.fields, updateTime: document.updateTime)
        }
    }

    /// Shows a tenant's rows at the stores that it has now, before rules are read among them: no
    /// rule prices for a moment what is gone.
    ///
    /// - Parameter old: by which they are shown.
    func show(_ org: String, at new: KnownStores, after old: KnownStores) {
        guard new != old else { return }
        showLeftAndBack(org, new, old)
        if new.isEarlierGone != old.isEarlierGone { showRowsOfNoLocation(org, new) }
        if let earlier = new.earlier, earlier != old.earlier {
            showEarlier(org, at: earlier, instead: old.earlier)
        }
        begin(new, of: org)
    }

    /// The second part of ``show(_:at:after:)``, after rules are read: rows that were of the
    /// earlier store are of none in particular.
    func showAlone(_ org: String, at new: KnownStores, after old: KnownStores) {
        guard new.earlier == nil, let earlier = old.earlier else { return }
        showEarlier(org, at: nil, instead: earlier)
    }

    /// Shows the products of locations that left, or are back, by their documents.
    private func showLeftAndBack(_ org: String, _ new: KnownStores, _ old: KnownStores) {
        guard let tenant = tenant(org) else { return }
        let moved = Set(new.ids).symmetricDifference(old.ids)
        let concerned =
            new.ids.isEmpty || old.ids.isEmpty
            ? stores(of: org) : stores(of: org).filter { moved.contains($0.location) }
        let ids = concerned.reduce(into: Set<[UInt8]>()) { $0.formUnion($1.generation.ownIDs) }
        show(Array(ids), tenant, new)
    }

    /// Shows the POS's products that name no location, whose only one left or is back.
    private func showRowsOfNoLocation(_ org: String, _ new: KnownStores) {
        guard let tenant = tenant(org) else { return }
        let generation = tenant.generation
        show(generation.rowsOfNoLocation(in: 0..<generation.rowCount).map(\.id), tenant, new)
    }

    /// Shows some products by their documents, which did not change.
    private func show(_ ids: [[UInt8]], _ tenant: TenantCatalog, _ new: KnownStores) {
        for start in stride(from: 0, to: ids.count, by: CatalogLimits.previewRowsMax) {
            let some = ids[start..<min(start + CatalogLimits.previewRowsMax, ids.count)]
            let edits = some.compactMap { shownAgain($0, tenant, new) }
            apply(edits, to: tenant)
            // Rules may name other products by an own id now, at every store.
            for store in stores(of: tenant.org) { apply([], to: store, besides: edits) }
        }
    }

    /// The row of a product whose document did not change; one that cannot be read is on no menu,
    /// since whose its price is cannot be told.
    private func shownAgain(
        _ id: [UInt8], _ tenant: TenantCatalog, _ known: KnownStores
    ) -> RowEdit? {
        guard var row = tenant.generation.storedRow(id) else { return nil }
        do throws(Status) {
            let path = ProductPath.publicItem(
                org: tenant.org, id: String(decoding: id, as: UTF8.self))
            guard let document = try reading.get(DocumentKey(mirror: path)) else { return nil }
            let hash = row.sourceHash
            let edit = try Self.decode { () throws(WireError) in
                let derived = try DerivedRow(
                    id: id, fields: document.fields, updateTime: document.updateTime)
                let stores = try StoreRows(
                    id: id, fields: document.fields, updateTime: document.updateTime)
                return RowEdit(
                    id: id, row: StoredRow(derived, sourceHash: hash), stores: stores.rows)
            }
            return try Self.shown(edit, document, at: known)
        } catch {
            row = row.hidden
            return RowEdit(id: id, row: row)
        }
    }

    /// Moves the POS's products that name no location to a store, or away from one.
    private func showEarlier(_ org: String, at store: String?, instead old: String?) {
        guard let tenant = tenant(org) else { return }
        let generation = tenant.generation
        let former = old.flatMap { old in stores(of: org).first { $0.location == old } }
        let new = store.map { store in
            stores(of: org).first { $0.location == store }
                ?? makeStore(store, of: org, like: tenant)
        }
        for start in stride(from: 0, to: generation.rowCount, by: CatalogLimits.previewRowsMax) {
            let end = min(start + CatalogLimits.previewRowsMax, generation.rowCount)
            let rows = generation.rowsOfNoLocation(in: start..<end)
            apply(
                rows.map { RowEdit(id: $0.id, row: $0.row?.of(store ?? "")) }, to: tenant)
            if let former { apply(rows.map { RowEdit(id: $0.id, row: nil) }, to: former) }
            if let new { apply(rows.map { RowEdit(id: $0.id, row: $0.row?.atStore) }, to: new) }
        }
        if let former { endIfEmpty(former) }
        // Readers find it with all that it has.
        if let new, new.generation.hasOwnRows { begin(new) }
    }

    /// A store whose inventory was read has a menu, also where nothing of it is on the menu: an
    /// empty one, with what is everywhere.
    private func begin(_ known: KnownStores, of org: String) {
        guard !known.read.isEmpty else { return }
        let isNew = tenant(org) == nil
        let tenant = make(org)
        if isNew { tenant.set(rules: [:], at: 0) }
        guard known.ids.count > 1 else { return }
        let there = Set(stores(of: org).map(\.location))
        for location in known.read.sorted() where !there.contains(location) {
            begin(makeStore(location, of: org, like: tenant))
        }
    }

    /// A store with the tenant's rules and what is everywhere, which readers do not find yet.
    func makeStore(_ location: String, of org: String, like tenant: TenantCatalog) -> TenantCatalog
    {
        let store = makeStore(location, of: org)
        let (rules, time) = tenant.rules
        store.set(rules: store.holding(rules.mapValues { $0 }), at: time)
        apply(tenant.generation.everywhereRows, to: store)
        return store
    }

    /// Lets readers find a store; who was told before that there is none asks again.
    func begin(_ store: TenantCatalog) {
        guard !stores(of: store.org).contains(where: { $0 === store }) else { return }
        guard stores(of: store.org).count < CatalogLimits.storesMax else { return }
        stores.withLock { $0.add(store) }
        published(store.generation, store.org, location: store.location)
    }

    /// Ends a store's catalog with its last product, unless its inventory was read: then it has
    /// none, and that is known.
    func endIfEmpty(_ store: TenantCatalog) {
        guard !store.generation.hasOwnRows else { return }
        let known = known(of: store.org)
        guard known.ids.count < 2 || !known.read.contains(store.location) else { return }
        stores.withLock { $0.remove(store) }
        published(store.generation, store.org, location: store.location)
    }

    private func apply(
        _ edits: [RowEdit], to catalog: TenantCatalog, besides all: [RowEdit] = []
    ) {
        do throws(Status) {
            try catalog.apply(edits, besides: all)
        } catch {
            preconditionFailure("a catalog cannot hold rows that its tenant holds: \(error)")
        }
    }
}

extension Generation {
    /// The ids of the products that a store has itself.
    var ownIDs: [[UInt8]] {
        rows(0..<rowCount) { flags, _ in flags.contains(.ofStores) }.map(\.id)
    }

    /// The POS's products of some rows that do not say where they are.
    func rowsOfNoLocation(in range: Range<Int>) -> [RowEdit] {
        rows(range) { flags, item in
            flags.isDisjoint(with: [.deleted, .ofStores]) && MenuItemID.ownID(of: item) != nil
        }
    }

    /// The row of a product as it is stored; nil where there is none.
    func storedRow(_ id: [UInt8]) -> StoredRow? {
        guard let number = id.withUnsafeBytes({ row(id: $0) }) else { return nil }
        return rows(number..<number + 1) { flags, _ in !flags.contains(.deleted) }.first?.row
    }

    private func rows(
        _ range: Range<Int>, where isWanted: (RowFlags, UnsafeRawBufferPointer) -> Bool
    ) -> [RowEdit] {
        range.compactMap { number in
            let position = RowPosition(number)
            let segment = segments[position.segment]
            let flags = segment.flags(position.row)
            return segment.withItem(position.row) { item in
                guard isWanted(flags, item) else { return nil }
                return RowEdit(
                    id: [UInt8](MenuItemID.id(of: item)), row: storedRow(position, flags, item))
            }
        }
    }

    private func storedRow(
        _ position: RowPosition, _ flags: RowFlags, _ item: UnsafeRawBufferPointer
    ) -> StoredRow {
        let segment = segments[position.segment]
        let key = groups.keys[Int(segment.groups[position.row])]
        var row = StoredRow(
            flags: flags, price: segment.prices[position.row],
            category: Array(categories.paths[Int(key.category)].text.utf8),
            brand: Array(brands.names[Int(key.brand)].utf8), item: [UInt8](item))
        row.sourceHash = segment.sourceHashes[position.row]
        row.store = Array((stores.id(key.store) ?? "").utf8)
        return row
    }

    /// The products that are at every store.
    var everywhereRows: [RowEdit] {
        rows(0..<rowCount) { flags, item in
            flags.isDisjoint(with: [.deleted, .ofStores]) && MenuItemID.ownID(of: item) == nil
        }
    }
}
