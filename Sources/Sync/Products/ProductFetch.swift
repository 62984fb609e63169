import Alleaves

/// Asks every location for its inventory; one that cannot be read keeps no other from landing.
struct ProductFetch {
    let context: SyncContext
    let proofs: ProductProofs

    /// One listing for each location, in the order of the locations. Throws where none could be
    /// read.
    func run() throws(SyncFailure) -> [LocationListing] {
        var listings: [LocationListing] = []
        for source in context.sources {
            listings.append(listing(source))
            try context.checkTime()
        }
        let failures = listings.filter { $0.inventory == nil }.compactMap(\.doubt?.reason)
        guard failures.count < listings.count else {
            throw SyncFailure(failures.joined(separator: "; "))
        }
        return listings
    }

    private func listing(_ source: SyncContext.Source) -> LocationListing {
        let before = proofs.before(source.config.id)
        var listing = LocationListing(source: source)
        do throws(SyncFailure) {
            let answer = try context.ask(source) { client throws(AlleavesError) in
                try client.inventoryListing(
                    provedRows: before?.rows ?? 0, deadline: context.deadline)
            }
            let judgement = ListingJudgement(
                before: before, acceptsRemovals: context.acceptsRemovals, org: context.org)
            listing.inventory = answer.inventory
            listing.totalRows = answer.totalRows
            listing.doubt = judgement.doubt(answer)
            context.report(.mapping, done: answer.inventory.rowCount, unit: "rows")
        } catch {
            listing.doubt = (.failed, error.text)
        }
        return listing
    }
}
