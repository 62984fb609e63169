import Catalog
import PointOfSale
import StatusCodes

/// Reads the inventory of every location; the failure of one does not affect the others.
struct ProductFetch {
    let context: SyncContext
    let proofs: ProductProofs

    /// One listing for each location, in the order of the locations. Throws where none could be
    /// read.
    func run() throws(Status) -> [LocationListing] {
        var listings: [LocationListing] = []
        for source in context.sources {
            var listing = listing(source)
            countOnce(&listing, after: listings)
            listings.append(listing)
            try context.checkTime()
        }
        let failures = listings.filter { $0.inventory == nil }.compactMap(\.incompleteness?.reason)
        guard failures.count < listings.count else {
            throw Status(.unavailable, failures.joined(separator: "; "))
        }
        return listings
    }

    /// For two locations of one login that the POS does not distinguish, the requests and responses
    /// are equal: rows of the first do not count again for the second.
    private func countOnce(_ listing: inout LocationListing, after earlier: [LocationListing]) {
        let account = listing.source.config.account
        let first = earlier.first { other in
            other.source.config.account.listing == account.listing
        }
        guard let first, let inventory = listing.inventory,
            let keys = first.inventory?.rowKeys(), !keys.isEmpty
        else { return }
        let rest = inventory.without(keys)
        guard rest.rowCount < inventory.rowCount else { return }
        listing.inventory = rest
        listing.sharedRows = (inventory.rowCount - rest.rowCount, first.id)
    }

    private func place(_ source: SyncContext.Source) -> String {
        context.hasSeveralLocations ? "location \(source.config.id): " : ""
    }

    private func listing(_ source: SyncContext.Source) -> LocationListing {
        let before = proofs.before(source.config.id)
        var listing = LocationListing(source: source)
        do throws(Status) {
            let answer = try context.ask(source) { client throws(POSError) in
                try client.inventoryListing(
                    provedRows: before?.rows ?? 0, deadline: context.deadline)
            }
            let check = try ShapeCheck(context, .productShape, source.config.id)
            switch try check.verdict(answer.shape) {
            case .taken(let warnings): listing.warnings += warnings
            case .doubted(let reason): throw Status(.unavailable, place(source) + reason)
            }
            let judgement = CompletenessCheck(
                before: before, acceptsRemovals: context.acceptsRemovals, org: context.org)
            listing.inventory = answer.inventory
            listing.totalRows = answer.totalRows
            listing.foreign = answer.foreign
            listing.details = answer.details
            listing.warnings += answer.warnings
            listing.incompleteness = judgement.incompleteness(answer)
            if !context.acceptsRemovals, let doubt = doubt(answer.inventory, source) {
                listing.inventory = nil
                listing.incompleteness = (.implausible, doubt)
            }
            context.report(.mapping, done: answer.inventory.rowCount, unit: "rows")
        } catch {
            listing.incompleteness = (.failed, error.message)
        }
        return listing
    }

    /// Why the prices of an inventory are not believed; nil where they are.
    private func doubt(_ inventory: Inventory, _ source: SyncContext.Source) -> String? {
        let known = known(at: source.config.id)
        let documents = ProductDocuments(
            [source.config], org: context.org, origin: context.origin, isOfSeveral: false)
        var plausibility = PricePlausibility()
        let items = inventory.items
        let step = max(1, items.count / SyncLimits.comparedPricesMax)
        for index in stride(from: items.startIndex, to: items.endIndex, by: step) {
            let item = items[index]
            // A product whose amounts cannot be read stays as it is.
            guard !item.hasUnreadableAmounts, !item.isDeleted else { continue }
            let now = documents.basePrice(of: item)
            plausibility.add(
                before: known?.basePrice(id: context.origin.documentID(item.idItem)),
                now: now.base, family: now.family, isInStock: item.stockThousandths > 0,
                has: { documents.has($0, item) })
        }
        return plausibility.doubt.map {
            "\($0); nothing of it was taken. If the prices are right:"
                + " posmirror sync products \(context.org) --accept-removals"
        }
    }

    /// What the catalog knows of a location.
    private func known(at location: String) -> Generation? {
        guard context.hasSeveralLocations else { return context.generation }
        return try? context.catalog.store(context.org, location: location).generation
    }
}
