import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Finds the provider of a location whose document does not say it legibly, by what the mirror has
/// of it.
struct ProviderOfLocation {
    let store: DocumentStore
    let providers: [POSProvider]

    /// Nil where the mirror has nothing of the location.
    func provider(org: String, location: String) throws(Status) -> POSProvider? {
        let known = try TenantAccounts.read(store, org: org)
        if let found = providers.first(where: { known[$0.name].locations[location] != nil }) {
            return found
        }
        guard try ProductProofs.locations(store, org: org).contains(location) else { return nil }
        if providers.count == 1 { return providers[0] }
        for provider in providers {
            if try hasProduct(of: provider, org: org, location: location) { return provider }
        }
        return nil
    }

    private func hasProduct(
        of provider: POSProvider, org: String, location: String
    ) throws(Status) -> Bool {
        var isFound = false
        do throws(Status) {
            let own = ProductPath.canonicalID(org: org, id: "")
            for range in POSOrigin(provider).idRanges {
                var scan = DocumentScan(
                    database: MirrorDatabase.id, collection: ProductPath.canonicals)
                scan.startAt = DocumentKey(
                    mirror: ProductPath.canonicals.document(own + range.start))
                scan.endBefore = DocumentKey(
                    mirror: ProductPath.canonicals.document(own + range.end))
                scan.fillsCache = false
                try store.scan(scan) { _, view in
                    // One that does not decode says nothing of the location.
                    let fields = try? Fields(mapValueBytes: [UInt8](view.fields))
                    isFound = fields?[ProductSources.key]?.mapValue?[location] != nil
                    return !isFound
                }
            }
        } catch {
            throw Status("The mirror's products cannot be read", error)
        }
        return isFound
    }
}
