import Ordering
import StatusCodes

extension Catalog {
    /// The catalog of one store of a tenant; the tenant's own where `location` is empty or its only
    /// location. Any thread.
    ///
    /// Throws `unknownTenant`, `unknownLocation` where the tenant has no such location, and
    /// `noStoreYet` where it has, but no product of it was stored yet.
    public func store(_ org: String, location: String) throws(Status) -> TenantCatalog {
        let own = tenant(org)
        let known = location.isEmpty ? [] : zones.withLock { $0.locations(of: org) }
        guard let own else {
            guard known.contains(location) else { throw .unknownTenant(org) }
            throw .noStoreYet(location, of: org)
        }
        if location.isEmpty || known == [location] { return own }
        guard known.contains(location) else {
            throw .unknownLocation(location, of: org, known: known)
        }
        throw .noStoreYet(location, of: org)
    }

    /// The current generation of what ``store(_:location:)`` finds, by the UTF-8 of the ids; nil
    /// where that throws.
    public func storeGeneration(
        orgBytes: UnsafeRawBufferPointer, locationBytes: UnsafeRawBufferPointer
    ) -> Generation? {
        if locationBytes.isEmpty { return generation(orgBytes: orgBytes) }
        let org = String(decoding: orgBytes, as: UTF8.self)
        let location = String(decoding: locationBytes, as: UTF8.self)
        return (try? store(org, location: location))?.generation
    }
}
