import Ordering

/// The catalogs of tenants' stores by the UTF-8 of org and location ids: sorted arrays, as
/// ``TenantTable`` has.
struct StoreCatalogs {
    private struct Tenant {
        let org: [UInt8]
        /// In order of the location's UTF-8, never none.
        var stores: [(location: [UInt8], catalog: TenantCatalog)]
    }

    /// In order of the org's UTF-8.
    private var tenants: [Tenant] = []

    var all: [TenantCatalog] { tenants.flatMap { $0.stores.map(\.catalog) } }

    /// The catalogs of a tenant's stores, in order of their locations.
    func all(of org: String) -> [TenantCatalog] {
        guard !tenants.isEmpty else { return [] }
        return ByteOrder.withUTF8(org) { org in
            tenant(org).map { tenants[$0].stores.map(\.catalog) } ?? []
        }
    }

    func find(
        _ org: UnsafeRawBufferPointer, _ location: UnsafeRawBufferPointer
    ) -> TenantCatalog? {
        guard let index = tenant(org) else { return nil }
        let stores = tenants[index].stores
        let at = stores.partitionPoint { Self.order($0.location, location) < 0 }
        guard at < stores.count, Self.order(stores[at].location, location) == 0 else { return nil }
        return stores[at].catalog
    }

    /// Adds a store that is not in the table.
    mutating func add(_ catalog: TenantCatalog) {
        let (org, location) = (Array(catalog.org.utf8), Array(catalog.location.utf8))
        let index = org.withUnsafeBytes { org in
            tenants.partitionPoint { Self.order($0.org, org) < 0 }
        }
        if index == tenants.count || tenants[index].org != org {
            tenants.insert(Tenant(org: org, stores: []), at: index)
        }
        let stores = tenants[index].stores
        let at = location.withUnsafeBytes { location in
            stores.partitionPoint { Self.order($0.location, location) < 0 }
        }
        precondition(at == stores.count || stores[at].location != location, "added once")
        tenants[index].stores.insert((location, catalog), at: at)
    }

    mutating func remove(_ catalog: TenantCatalog) {
        let org = Array(catalog.org.utf8)
        guard let index = tenants.firstIndex(where: { $0.org == org }) else { return }
        tenants[index].stores.removeAll { $0.catalog === catalog }
        if tenants[index].stores.isEmpty { tenants.remove(at: index) }
    }

    private func tenant(_ org: UnsafeRawBufferPointer) -> Int? {
        let index = tenants.partitionPoint { Self.order($0.org, org) < 0 }
        return index < tenants.count && Self.order(tenants[index].org, org) == 0 ? index : nil
    }

    private static func order(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Int {
        left.withUnsafeBytes { ByteOrder.compare($0, right) }
    }
}
