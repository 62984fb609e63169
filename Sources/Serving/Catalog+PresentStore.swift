import Catalog
import TTRPC

extension Catalog {
    /// The catalog of a tenant or, where `location` is not empty, of this store; nil where nothing
    /// of it is stored yet. Throws NOT_FOUND where the tenant has no such location.
    package func presentStore(
        _ org: String, location: String
    ) throws(RPCError) -> TenantCatalog? {
        do throws(CatalogError) {
            return try store(org, location: location)
        } catch .unknownTenant, .noStoreYet {
            return nil
        } catch {
            throw RPCError(error)
        }
    }
}
