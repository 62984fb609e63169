import FirestoreModel
import Ordering
import Pricing

/// The tenants' catalogs by the UTF-8 of their org ids: a sorted array, because a process has few
/// tenants and a lookup must need neither a string nor a hash.
struct TenantTable {
    private var entries: [(org: [UInt8], tenant: TenantCatalog)] = []

    /// In order of the org's UTF-8.
    var all: [TenantCatalog] { entries.map(\.tenant) }

    func find(_ org: UnsafeRawBufferPointer) -> TenantCatalog? {
        let index = index(of: org)
        guard index < entries.count, Self.order(entries[index].org, org) == 0 else { return nil }
        return entries[index].tenant
    }

    /// Adds a tenant that is not in the table.
    mutating func add(_ tenant: TenantCatalog) {
        let org = Array(tenant.org.utf8)
        let index = org.withUnsafeBytes { self.index(of: $0) }
        precondition(index == entries.count || entries[index].org != org, "a tenant is added once")
        entries.insert((org, tenant), at: index)
        assert(
            zip(entries, entries.dropFirst()).allSatisfy { left, right in
                ByteOrder.compare(left.org, right.org) < 0
            }, "tenants are in order")
    }

    /// The first entry at or after `org`.
    private func index(of org: UnsafeRawBufferPointer) -> Int {
        entries.partitionPoint { Self.order($0.org, org) < 0 }
    }

    private static func order(_ left: [UInt8], _ right: UnsafeRawBufferPointer) -> Int {
        left.withUnsafeBytes { ByteOrder.compare($0, right) }
    }
}
