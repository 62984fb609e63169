import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Synchronises a tenant's products: fetch all, compare by hash, write what changed.
struct ProductSync: Sendable {
    let context: SyncContext
    private let documents: ProductDocuments

    init(_ context: SyncContext) {
        self.context = context
        documents = ProductDocuments(
            context.sources.map(\.config), org: context.org, origin: context.origin,
            isOfSeveral: context.hasSeveralLocations)
    }

    /// Stores everything that could be read; throws at the end if a location could not be read.
    func run(_ report: inout SyncReport) throws(Status) {
        context.report(.fetching)
        // The mirror's products before anything is written.
        let previous = activeProducts(of: context.origin)
        let proofs = try ProductProofs(context, activeCount: previous.count)
        let listings = try UnreadableEntries(context: context).replaced(
            ProductFetch(context: context, proofs: proofs).run())
        let unproved = listings.filter { !$0.isProved }
        let retained =
            unproved.isEmpty
            ? RetainedProducts() : try RetainedProducts(context, unproved)
        let assembly = ProductAssembly(context: context, listings: listings, retained: retained)
        let inventory = try assembly.inventory(&report)
        reportProgress(listings, inventory, &report)
        let writes = ProductWrites(
            context, documents, details: assembly.itemDetails(inventory, &report))
        try write(inventory, writes, changed(inventory, writes, retained, &report), &report)
        let presence = ProductPresence(inventory, context.origin)
        var gone = previous.filter { !presence.has($0) }
        if !unproved.isEmpty { gone.removeAll { !retained.known.contains($0) } }
        if proofs.isUnknown, !context.acceptsRemovals, !gone.isEmpty {
            report.warnings.append(
                "\(gone.count) missing products stay active until the next run: which location"
                    + " had them was not known before this one")
            gone = []
        }
        try deactivate(gone, &report)
        for listing in listings { try proofs.store(listing) }
        let failures = listings.filter { $0.inventory == nil }.compactMap(\.incompleteness?.reason)
        guard failures.isEmpty else {
            throw Status(
                .unavailable,
                failures.joined(separator: "; ") + "; the other locations are up to date")
        }
    }

    /// Document ids of the products on the menu that came from the POS. Of one that numbers its
    /// items another id is an agent's own product's.
    private func activeProducts(of origin: POSOrigin) -> [String] {
        let prefix = origin.idPrefix
        var active = context.generation?.activeProducts(idPrefix: prefix) ?? []
        if !origin.isAlone { active.removeAll { !origin.holds($0) } }
        guard context.numberedProviders.contains(origin.provider.name) else { return active }
        return active.filter { id in
            if case .number = POSID(origin.rest(of: id)) { true } else { false }
        }
    }

    /// Counts the POS's rows and reports incomplete listings.
    private func reportProgress(
        _ listings: [LocationListing], _ inventory: Inventory, _ report: inout SyncReport
    ) {
        report.posProductsCount = inventory.answeredItemCount
        for listing in listings {
            let rows = listing.inventory?.rowCount ?? 0
            report.posRowsRead += rows
            report.posRowsTotal +=
                listing.incompleteness?.code == .short
                ? max(rows, listing.totalRows ?? rows) : rows
            report.warnings += listing.warnings.map { "location \(listing.id): \($0)" }
            if let items = listing.replaced?.items {
                report.warnings.append(
                    "location \(listing.id): \(items.count) products stay there as they were,"
                        + " because a quantity, price or row of theirs cannot be read, for example"
                        + " \(items[0])")
            }
            if let foreign = listing.foreign {
                report.warnings.append("location \(listing.id): \(foreign.text)")
            }
            if let shared = listing.sharedRows {
                report.warnings.append(
                    "location \(listing.id): the POS is asked the same as for location"
                        + " \(shared.location), so \(shared.count) rows count once (locationId"
                        + " must be the number of each)")
            }
            guard let incompleteness = listing.incompleteness else { continue }
            report.incomplete.append(
                IncompleteListing(
                    "inventory", location: context.hasSeveralLocations ? listing.id : nil,
                    incompleteness.code,
                    incompleteness.reason))
        }
    }

    // MARK: - Write

    /// Indices of the items whose documents must be written.
    private func changed(
        _ inventory: Inventory, _ writes: ProductWrites, _ retained: RetainedProducts,
        _ report: inout SyncReport
    ) throws(Status) -> [Int] {
        guard let generation = context.generation else {
            return inventory.items.indices.filter { !inventory.items[$0].hasSpoiltRows }
        }
        var indices: [Int] = []
        var stayed = 0
        var unreadable: (count: Int, example: String?) = (0, nil)
        for index in inventory.items.indices {
            if index % SyncLimits.commitProductsMax == 0 { try context.checkTime() }
            let item = inventory.items[index]
            let known = generation.sourceHash(id: context.origin.documentID(item.idItem))
            if known == writes.sourceHash(item) {
                report.unchanged += 1
            } else if item.hasSpoiltRows {
                // That it is so is told of the rows. A new product waits until it can be read.
                if known != nil { report.unchanged += 1 }
            } else if item.hasUnreadableAmounts, known != nil {
                unreadable = (unreadable.count + 1, unreadable.example ?? item.idItem)
                report.unchanged += 1
            } else if retained.mustStay(item) {
                stayed += 1
                report.unchanged += 1
            } else {
                indices.append(index)
            }
        }
        if stayed > 0 {
            report.warnings.append(
                "\(stayed) products of which batches did not come stay as they were")
        }
        if let example = unreadable.example {
            report.warnings.append(
                "\(unreadable.count) products stay as they were, because a quantity or price of"
                    + " theirs cannot be read, for example \(example)")
        }
        return indices
    }

    private func write(
        _ inventory: Inventory, _ maker: ProductWrites, _ indices: [Int],
        _ report: inout SyncReport
    ) throws(Status) {
        let size = SyncLimits.commitProductsMax
        let batches = EncodedBatches(count: (indices.count + size - 1) / size) { batch in
            var writes: [DocumentWrite] = []
            writes.reserveCapacity(2 * size)
            for index in indices[batch * size..<min((batch + 1) * size, indices.count)] {
                maker.append(inventory.items[index], to: &writes)
            }
            return writes
        }
        defer { batches.finish() }
        var pending: PendingCommit?
        var done = 0
        while let writes = batches.next() {
            try context.checkTime()
            pending = try submit(writes, &report)
            done += writes.count / 2
            context.report(.writing, done: done, total: indices.count, unit: "products")
        }
        try wait(pending)
    }

    private func submit(
        _ writes: [DocumentWrite], _ report: inout SyncReport
    ) throws(Status) -> PendingCommit {
        do throws(Status) {
            let pending = try context.store.submit(writes)
            // The public product is the second write of each pair, and the one counted.
            for index in stride(from: 1, to: pending.result.results.count, by: 2) {
                switch pending.result.results[index].outcome {
                case .created: report.created += 1
                case .updated: report.updated += 1
                case .unchanged, .deleted, .missing: report.unchanged += 1
                }
            }
            return pending
        } catch {
            throw Status("The store refused the products", error)
        }
    }

    private func wait(_ pending: PendingCommit?) throws(Status) {
        guard let pending else { return }
        do throws(Status) {
            try context.store.wait(pending)
        } catch {
            throw Status("The products may not be on the disk", error)
        }
    }

    // MARK: - Items that are gone

    /// Hides the products of accounts and providers of which the tenant has no location any more.
    func hideLeft(_ report: inout SyncReport) throws(Status) {
        for origin in context.leftOrigins
        where context.generation?.mayHaveProducts(idPrefix: origin.idPrefix) == true {
            var left: [String] = []
            for id in activeProducts(of: origin) where try isMirrored(id, from: origin.provider) {
                left.append(id)
            }
            guard !left.isEmpty else { continue }
            report.warnings.append(
                "\(left.count) products of \(origin.text) are hidden: no active location is of it")
            try deactivate(left, &report)
        }
    }

    /// Whether a product came from the provider, and is no agent's own with such an id.
    private func isMirrored(_ id: String, from provider: POSProvider) throws(Status) -> Bool {
        let key = DocumentKey(mirror: ProductPath.canonical(org: context.org, id: id))
        do {
            guard let found = try context.store.get(key) else { return false }
            let fields = try Fields(mapValueBytes: found.fields)
            return fields[ProductField.source]?.stringValue == provider.name
        } catch {
            throw Status("A product cannot be read", error)
        }
    }

    private func deactivate(_ items: [String], _ report: inout SyncReport) throws(Status) {
        let deactivation = ProductDocuments.deactivation()
        var pending: PendingCommit?
        for start in stride(from: 0, to: items.count, by: SyncLimits.commitProductsMax) {
            try context.checkTime()
            let group = items[start..<min(start + SyncLimits.commitProductsMax, items.count)]
            let writes = group.flatMap { id in
                [
                    ProductPath.canonical(org: context.org, id: id),
                    ProductPath.publicItem(org: context.org, id: id),
                ].map {
                    DocumentWrite(
                        key: DocumentKey(database: Catalog.database, path: $0),
                        mutation: deactivation)
                }
            }
            do throws(Status) {
                pending = try context.store.submit(writes)
            } catch {
                throw Status("The store refused to hide products", error)
            }
            report.deactivated += group.count
        }
        try wait(pending)
    }
}
