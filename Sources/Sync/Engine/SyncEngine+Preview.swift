import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import ProtobufWire
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
        let active = try active(org, location)
        var products: [(id: String, fields: [UInt8])] = []
        for origin in Self.origins(active) {
            let own = active.filter { $0.origin == origin }
            let inventory = try inventory(own, org, now)
            let documents = ProductDocuments(
                own, org: org, origin: origin, isOfSeveral: active.count > 1)
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
        let rules = try rules(active) + ownRules(org, location)
        do throws(Status) {
            return try Generation.preview(
                org: org, products: products, rules: rules, zone: catalog.zone(org), now: now)
        } catch {
            throw Status("The menu cannot be shown", error)
        }
    }

    private func active(
        _ org: String, _ location: String
    ) throws(Status) -> [LocationConfig] {
        let all = try configs.active(org: org)
        guard !location.isEmpty else { return all }
        guard let named = all.first(where: { $0.id == location }) else {
            throw Status(.failedPrecondition, "\(org) has no active location \(location)")
        }
        return [named]
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
            let judgement = ListingJudgement(before: nil, acceptsRemovals: false, org: org)
            if let doubt = judgement.doubt(listing) {
                throw Status(
                    .unavailable, "The POS's answer is not the whole menu: \(doubt.reason)")
            }
            builder.add(listing.inventory, rules: config.stockRules(today: today), place: config.id)
            // Only the area list may tell that an area does not sell; without it the rows decide.
            if client.offers.contains(.areas),
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

    private func rules(
        _ active: [LocationConfig]
    ) throws(Status) -> [(id: String, fields: [UInt8])] {
        var rules: [String: [UInt8]] = [:]
        for config in active {
            let client = clients.client(config)
            guard client.offers.contains(.discounts) else { continue }
            let list = try Self.asking { () throws(POSError) in
                try client.discounts(deadline: Self.deadline(client))
            }
            guard list.unreadableCount == 0, !list.isShort else {
                throw Status(
                    .unavailable,
                    "The POS's discounts of location \(config.id) did not all come, or some have"
                        + " no id: prices would be wrong")
            }
            for rule in list.discounts {
                let id = config.origin.documentID(rule.idDiscount)
                if rules[id] == nil { rules[id] = RuleDocuments.bytes(rule, of: config.origin) }
            }
        }
        return rules.map { (id: $0.key, fields: $0.value) }
    }

    /// The rules that did not come from the POS; for a store's menu those that hold there.
    private func ownRules(
        _ org: String, _ location: String
    ) throws(Status) -> [(id: String, fields: [UInt8])] {
        let scan = DocumentScan(
            database: Catalog.database, collection: TenantPath.discounts(org: org))
        let prefixes = configuration.adapters.map(\.provider.idPrefix)
        do {
            var rules: [(id: String, fields: [UInt8])] = []
            for found in try store.documents(scan) {
                let id = try found.key.decode().path.id
                guard !prefixes.contains(where: { id.hasPrefix($0) }) else { continue }
                let fields = found.document.fields
                if location.isEmpty {
                    rules.append((id: id, fields: fields))
                } else if let fields = try Self.fields(fields, at: location) {
                    rules.append((id: id, fields: fields))
                }
            }
            return rules
        } catch {
            throw Status("The tenant's rules cannot be read", error)
        }
    }

    /// The fields of a rule at one store, where it needs no scope; nil where it does not hold.
    private static func fields(_ rule: [UInt8], at location: String) throws(WireError) -> [UInt8]? {
        var fields = try Fields(mapValueBytes: rule)
        guard let scope = fields["locationIds"] else { return rule }
        guard scope.arrayValue?.contains(.string(location)) == true else { return nil }
        fields["locationIds"] = nil
        return fields.mapValueBytes
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
