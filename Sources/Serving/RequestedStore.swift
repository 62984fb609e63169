import Catalog
import StatusCodes

/// What a request is about by its org_id and location_id: a tenant, or one store of it.
package struct RequestedStore {
    /// The store; empty for the tenant itself, which a tenant's only location is too.
    package let location: String
    /// Its current generation; nil for a tenant of which nothing is stored.
    package let generation: Generation?

    /// Throws INVALID_ARGUMENT unless `org` can be a tenant's id, and NOT_FOUND where the tenant
    /// has no such location or nothing of it was stored yet.
    package init(_ catalog: Catalog, org: String, location: String) throws(Status) {
        try checkOrg(org)
        let store: TenantCatalog
        do throws(Status) {
            store = try catalog.store(org, location: location)
        } catch {
            guard error.catalogFault == .unknownTenant else { throw error }
            self.location = location
            generation = nil
            return
        }
        self.location = store.location
        generation = store.generation
    }
}
