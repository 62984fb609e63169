import Catalog
import StatusCodes

extension Catalog {
    /// The catalog of a tenant or, where `location` is not empty, of this store; nil where nothing
    /// of it is stored yet. Throws NOT_FOUND where the tenant has no such location.
    package func presentStore(
        _ org: String, location: String
    ) throws(Status) -> TenantCatalog? {
        do throws(Status) {
            return try store(org, location: location)
        } catch {
            guard error.catalogFault != nil else { throw error }
            return nil
        }
    }
}
