import Catalog
import StatusCodes
import TTRPC

extension Catalog {
    /// The catalog of a tenant or, where `location` is not empty, of this store; nil where nothing
    /// of it is stored yet. Throws NOT_FOUND where the tenant has no such location.
    package func presentStore(
        _ org: String, location: String
    ) throws(RPCError) -> TenantCatalog? {
        do throws(Status) {
            return try store(org, location: location)
        } catch {
            guard error.catalogFault != nil else { throw error }
            return nil
        }
    }
}
