import PointOfSale
import StatusCodes

/// Merges the listings of all locations with areas, batch and item details where available, and
/// with stored rows that incomplete listings lack.
struct ProductAssembly {
    let context: SyncContext
    let listings: [LocationListing]
    let retained: RetainedProducts

    /// The merged inventory; anomalies go into `report`.
    func inventory(_ report: inout SyncReport) throws(Status) -> Inventory {
        var builder = InventoryBuilder()
        let today = context.zone.localDay(milliseconds: context.wallMilliseconds())
        for listing in listings {
            try add(listing, today: today, to: &builder, &report)
            try context.checkTime()
        }
        do throws(InventoryTooLarge) {
            let inventory = try builder.build()
            report.warnings += inventory.findings.texts
            report.unreadable.merge(inventory.unreadable)
            return inventory
        } catch {
            throw .tooLarge(error)
        }
    }

    /// Retained rows are subject to the same stock rules as listed ones.
    private func add(
        _ listing: LocationListing, today: Int64, to builder: inout InventoryBuilder,
        _ report: inout SyncReport
    ) throws(Status) {
        let rows = retainedRows(of: listing)
        let inventories = [
            (listing.replaced?.readable ?? listing.inventory, false), (rows, true),
            (listing.replaced?.kept, true),
        ]
        for case (let inventory?, let isRetained) in inventories {
            builder.add(
                inventory, rules: listing.source.config.stockRules(today: today),
                location: listing.id, isRetained: isRetained)
        }
        let ids = (listing.inventory?.batchIDs ?? []) + (rows?.batchIDs ?? [])
        guard listing.inventory != nil || rows != nil else { return }
        builder.add(areas(listing, &report))
        if !ids.isEmpty { builder.add(batches(Array(Set(ids)).sorted(), listing, &report)) }
    }

    /// What is retained of a location. One that could not be told from others may have been given
    /// their rows at an earlier time; those that they have count once.
    private func retainedRows(of listing: LocationListing) -> Inventory? {
        guard var rows = retained.rows[listing.id] else { return nil }
        if case .unnamedStore = listing.source.config.refusal {
            for other in listings where other.id != listing.id {
                if let keys = other.inventory?.rowKeys(), !keys.isEmpty {
                    rows = rows.without(keys)
                }
            }
        }
        return rows.rowCount > 0 ? rows : nil
    }

    /// Areas and batch details are optional: their failure is a warning. They are not requested for
    /// a location that could not be read.
    private func batches(
        _ ids: [POSID], _ listing: LocationListing, _ report: inout SyncReport
    ) -> [BatchDetails] {
        let source = listing.source
        guard source.client.capabilities.contains(.batches) else { return [] }
        let lookup = source.batches.lookup(ids) { ids in
            listing.inventory != nil
                ? source.client.batches(
                    ids: ids.map(\.description), deadline: context.deadline)
                : BatchLookup(batches: [], missingCount: ids.count)
        }
        if lookup.missingCount > 0 {
            report.warnings.append("\(lookup.missingCount) of \(ids.count) batches have no details")
        }
        return lookup.batches
    }

    private func areas(
        _ listing: LocationListing, _ report: inout SyncReport
    ) -> [POSArea] {
        let source = listing.source
        let isKnown = source.client.capabilities.contains(.areas)
        guard listing.inventory != nil, isKnown else { return source.batches.areas }
        do throws(POSError) {
            source.batches.areas = try source.client.areas(deadline: context.deadline)
        } catch {
            report.warnings.append("areas were not read: \(error)")
        }
        return source.batches.areas
    }

    /// Images, descriptions and the like, by item; the first location that has an item counts.
    /// Failure is a warning.
    func itemDetails(
        _ inventory: Inventory, _ report: inout SyncReport
    ) -> [POSID: ItemDetails] {
        var details: [POSID: ItemDetails] = [:]
        let ids = inventory.items.lazy.map(\.id)
        for listing in listings {
            details.merge(listing.details) { first, _ in first }
            let (client, cache) = (listing.source.client, listing.source.itemDetails)
            guard client.capabilities.contains(.itemDetails) else { continue }
            guard listing.inventory != nil else {
                details.merge(cache.known) { first, _ in first }
                continue
            }
            let found = cache.lookup(ids) { () throws(POSError) in
                try client.itemDetails(deadline: itemDeadline(client))
            }
            report.unreadable.merge(found.unreadable)
            if let failure = found.failure {
                report.warnings.append("images and descriptions were not all read: \(failure)")
            }
            // Most tenants have one location: its dictionary is shared, not copied.
            if details.isEmpty {
                details = found.details
            } else {
                details.merge(found.details) { first, _ in first }
            }
        }
        return details
    }

    private func itemDeadline(_ client: any PointOfSale) -> POSDeadline {
        var deadline = client.deadline(
            afterMilliseconds: SyncLimits.itemSearchMilliseconds,
            cancellation: context.deadline.cancellation)
        deadline.monotonicMilliseconds = min(
            deadline.monotonicMilliseconds, context.deadline.monotonicMilliseconds)
        return deadline
    }
}
