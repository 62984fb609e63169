import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

extension SyncEngine {
    /// The tenant's menu from the POS's current data, under the POS's discounts and the tenant's
    /// own rules. Calls the POS and stores nothing. Fails if a listing is incomplete, because the
    /// user could not see what is missing.
    ///
    /// - Parameters:
    ///   - location: the store whose menu it is, the only one that is asked; empty for all.
    ///   - now: milliseconds since 1970.
    public func preview(
        org: String, location: String = "", now: Int64
    ) throws(Status) -> Generation {
        let all = try configs.active(org: org)
        let active = location.isEmpty ? all : all.filter { $0.id == location }
        guard !active.isEmpty else {
            throw Status(.failedPrecondition, "\(org) has no active location \(location)")
        }
        let isOfSeveral = all.count > 1 || !location.isEmpty
        if let unresolved = active.first(where: { $0.unresolved != nil }) {
            throw Status(
                .failedPrecondition, "location \(unresolved.id) \(unresolved.unresolved ?? "")")
        }
        var products: [(id: String, fields: [UInt8])] = []
        for origin in Self.origins(active) {
            let own = active.filter { $0.origin == origin }
            let inventory = try inventory(own, org, now)
            let documents = ProductDocuments(
                own, org: org, origin: origin, isOfSeveral: isOfSeveral)
            products += inventory.items.map { item in
                (id: origin.documentID(item.idItem), fields: documents.make(item).public)
            }
        }
        // A store of which nothing is stored has no products yet.
        let known = (try? catalog.store(org, location: location))?.generation.activeCount ?? 0
        guard !products.isEmpty || known == 0 else {
            throw Status(
                .unavailable,
                "The POS's answer is not the whole menu: it is empty, and the mirror has"
                    + " \(known) products")
        }
        let rules = try rules(active, isOfSeveral: isOfSeveral) + ownRules(org)
        do throws(Status) {
            return try Generation.preview(
                org: org, products: products, rules: rules, zone: catalog.zone(org),
                locations: catalog.locations(of: org), location: location,
                naming: catalog.tenant(org), now: now)
        } catch {
            throw Status("The menu cannot be shown", error)
        }
    }

    private static func origins(_ active: [LocationConfig]) -> [POSOrigin] {
        var found: [POSOrigin] = []
        for config in active where !found.contains(config.origin) {
            found.append(config.origin)
        }
        return found
    }

    private func inventory(
        _ active: [LocationConfig], _ org: String, _ now: Int64
    ) throws(Status) -> Inventory {
        var builder = InventoryBuilder()
        let today = catalog.zone(org).localDay(milliseconds: now)
        for config in active {
            let client = clients.client(config)
            let listing = try Self.asking { () throws(POSError) in
                try client.inventoryListing(provedRows: 0, deadline: Self.deadline(client))
            }
            guard !listing.inventory.items.contains(where: \.hasSpoiltRows) else {
                throw Status(
                    .unavailable,
                    "The POS's answer is not the whole menu: rows of it have bytes that are not"
                        + " UTF-8")
            }
            let judgement = CompletenessCheck(before: nil, acceptsRemovals: false, org: org)
            if let incompleteness = judgement.incompleteness(listing) {
                throw Status(
                    .unavailable, "The POS's answer is not the whole menu: \(incompleteness.reason)"
                )
            }
            builder.add(
                listing.inventory, rules: config.stockRules(today: today), location: config.id)
            // Only the area list may tell that an area does not sell; without it the rows decide.
            if client.capabilities.contains(.areas),
                let areas = try? client.areas(
                    deadline: client.deadline(
                        afterMilliseconds: SyncLimits.previewAreasMilliseconds))
            {
                builder.add(areas)
            }
        }
        let inventory: Inventory
        do throws(InventoryTooLarge) {
            inventory = try builder.build()
        } catch {
            throw .tooLarge(error)
        }
        return inventory
    }

    /// - Parameter isOfSeveral: whether the tenant has further locations.
    private func rules(
        _ active: [LocationConfig], isOfSeveral: Bool
    ) throws(Status) -> [(id: String, fields: [UInt8])] {
        var rules: [(id: String, fields: [UInt8])] = []
        for origin in Self.origins(active) {
            let own = active.filter {
                $0.origin == origin && clients.client($0).capabilities.contains(.discounts)
            }
            guard !own.isEmpty else { continue }
            var listings = RuleListings(own, isOfSeveral: isOfSeveral)
            for config in own {
                let client = clients.client(config)
                let list = try Self.asking { () throws(POSError) in
                    try client.discounts(deadline: Self.deadline(client))
                }
                guard listings.take(list, of: config.id) == nil else {
                    throw Status(
                        .unavailable,
                        "The POS's discounts of location \(config.id) did not all come, or some"
                            + " have no id: prices would be wrong")
                }
            }
            rules += listings.discounts.map { id, rule in
                let locations = listings.locations(of: id, stored: nil)
                return (id: id, fields: RuleDocuments.bytes(rule, of: origin, locations: locations))
            }
        }
        return rules
    }

    /// The rules that did not come from the POS.
    private func ownRules(_ org: String) throws(Status) -> [(id: String, fields: [UInt8])] {
        let scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.discounts(org: org))
        let prefixes = configuration.adapters.map(\.provider.idPrefix)
        do {
            return try store.documents(scan).compactMap { found in
                let id = try found.key.decode().path.id
                return prefixes.contains { id.hasPrefix($0) }
                    ? nil : (id: id, fields: found.document.fields)
            }
        } catch {
            throw Status("The tenant's rules cannot be read", error)
        }
    }

    private static func deadline(_ client: any PointOfSale) -> POSDeadline {
        client.deadline(afterMilliseconds: SyncLimits.previewMilliseconds)
    }

    private static func asking<Answer>(
        _ body: () throws(POSError) -> Answer
    ) throws(Status) -> Answer {
        do throws(POSError) {
            return try body()
        } catch {
            throw Status(.unavailable, context: "POS", cause: "\(error)")
        }
    }
}
