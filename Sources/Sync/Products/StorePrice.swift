import Catalog
import DocumentStore
import FirestoreModel
import PointOfSale
import Pricing

/// What a product costs at one of a tenant's stores: a base price is a fact of an item at a
/// location, while the menu shows that of the tenant.
public enum StorePrice: Equatable, Sendable {
    /// The tenant's own: it has one location, or what is stored does not tell its locations apart.
    case ofTenant
    /// Cents; 0 where the store has the product without a price.
    case known(Int64)
    /// The store does not have the product.
    case absent
}

extension SyncEngine {
    /// The base price of a product at a location, by what the mirror has stored of it.
    ///
    /// - Parameters:
    ///   - location: its document id; empty for that of a tenant with one.
    ///   - product: the id of its public document.
    public func storePrice(org: String, location: String, product: String) -> StorePrice {
        guard !location.isEmpty, let all = try? configs.active(org: org), all.count > 1,
            let named = all.first(where: { $0.id == location }),
            product.hasPrefix(named.provider.idPrefix)
        else { return .ofTenant }
        let active = all.filter { $0.provider == named.provider }
        guard active.count > 1, let first = active.first else { return .ofTenant }
        let key = DocumentKey(
            database: Catalog.database,
            path: ProductPath.canonical(org: org, id: product))
        guard let found = try? store.get(key),
            let fields = try? Fields(mapValueBytes: found.fields),
            case .map(let sources)? = fields[ProductSources.key]
        else { return .ofTenant }
        guard case .bytes(let record)? = sources[location] else { return .absent }
        let rows = RetainedRows()
        guard rows.add(record, unless: { _ in false }) else { return .ofTenant }
        let inventory = rows.build()
        guard case .string(let own)? = fields["externalId"],
            let index = inventory.itemIndex(own)
        else { return .absent }
        // Settings of the first location hold for the tenant, as in a sync.
        let view = ItemView(
            inventory.items[index], org: org, provider: first.provider, basis: first.basis,
            channel: first.channel)
        return .known(view.baseCents)
    }
}
