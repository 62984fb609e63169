import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

/// A product's base price at one of a tenant's stores: base prices are per item and location, while
/// the menu shows the tenant's.
public enum StorePrice: Equatable, Sendable {
    /// The tenant's price: it has one location, or stored rows do not distinguish locations.
    case ofTenant
    /// Cents; 0 where the store has the product without a price.
    case known(Int64)
    /// The store does not have the product.
    case absent
}

extension SyncEngine {
    /// The base price of a product at a location, from stored rows.
    ///
    /// - Parameters:
    ///   - location: its document id; empty for that of a tenant with one.
    ///   - product: the id of its public document.
    public func storePrice(org: String, location: String, product: String) -> StorePrice {
        guard !location.isEmpty else { return .ofTenant }
        let all: [LocationConfig]
        do throws(Status) {
            all = try configs.active(org: org)
        } catch {
            // What cannot be read has no price, rather than that of another store.
            return error.isNoLocation ? .ofTenant : .absent
        }
        guard all.count > 1, let named = all.first(where: { $0.id == location }),
            product.hasPrefix(named.origin.idPrefix)
        else { return .ofTenant }
        let active = all.filter { $0.origin == named.origin }
        guard active.count > 1, let first = active.first else { return .ofTenant }
        let key = DocumentKey(
            database: Catalog.database,
            path: ProductPath.canonical(org: org, id: product))
        let fields: Fields?
        do {
            fields = try store.get(key).map { try Fields(mapValueBytes: $0.fields) }
        } catch {
            return .absent
        }
        guard let fields, case .map(let sources)? = fields[ProductSources.key] else {
            return .ofTenant
        }
        guard case .bytes(let record)? = sources[location] else { return .absent }
        let rows = RetainedRows()
        guard rows.add(record, unless: { _ in false }) else { return .ofTenant }
        let inventory = rows.build()
        guard case .string(let own)? = fields["externalId"],
            let index = inventory.itemIndex(own)
        else { return .absent }
        // The first location's settings apply to the tenant, as in a sync.
        let view = ItemView(
            inventory.items[index], org: org, origin: first.origin, first.priceTerms)
        return .known(view.baseCents)
    }
}
