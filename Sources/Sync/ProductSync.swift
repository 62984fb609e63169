import Alleaves
import Catalog
import DocumentStore
import FirestoreModel

/// Brings a tenant's products up to date: fetch whole, compare by hash, write what changed.
struct ProductSync: Sendable {
    let context: SyncContext
    private let documents: ProductDocuments
    private let keysKeepingDetails = ProductDocuments.keysKeepingDetails()

    init(_ context: SyncContext) {
        self.context = context
        // Where locations differ, the first one's settings hold for the tenant.
        let first = context.sources.first?.config
        documents = ProductDocuments(
            org: context.org, basis: first?.basis ?? .otd, channel: first?.channel ?? .adult)
    }

    func run(_ report: inout SyncReport) throws(SyncFailure) {
        context.report(.fetching)
        let inventory = try fetch(&report)
        report.posProductsCount = inventory.items.count
        // What the mirror had, before anything is written.
        let previous = context.generation?.activeItemIds() ?? []
        try write(inventory, changed(inventory, &report), &report)
        try deactivate(gone(inventory, previous, &report), &report)
    }

    // MARK: - Fetch

    /// The inventories of all locations, with areas and batch details where the POS gives them.
    private func fetch(_ report: inout SyncReport) throws(SyncFailure) -> Inventory {
        var builder = InventoryBuilder()
        let today = context.zone.localDay(milliseconds: context.wallMilliseconds())
        for source in context.sources {
            let inventory = try context.ask(source) { client throws(AlleavesError) in
                try client.inventory(deadline: context.deadline)
            }
            try context.checkTime()
            builder.add(inventory, rules: source.config.stockRules(today: today))
            enrich(&builder, inventory, source, &report)
            context.report(.mapping, done: inventory.rowCount, unit: "rows")
        }
        do throws(JSONFault) {
            let inventory = try builder.build()
            if inventory.rowsWithoutItem > 0 {
                report.warnings.append(
                    "\(inventory.rowsWithoutItem) rows have no usable item id and were left out")
            }
            report.warnings += inventory.findings.texts
            report.unreadable.merge(inventory.unreadable)
            return inventory
        } catch {
            throw SyncFailure("The inventory is larger than this mirror holds: \(error)")
        }
    }

    /// Areas and batch details only add to products: their failure is a warning.
    private func enrich(
        _ builder: inout InventoryBuilder, _ inventory: Inventory, _ source: SyncContext.Source,
        _ report: inout SyncReport
    ) {
        if source.config.credentials.effectiveLocationID != nil {
            do throws(AlleavesError) {
                builder.add(try source.client.areas(deadline: context.deadline))
            } catch {
                report.warnings.append("areas were not read: \(error)")
            }
        }
        let ids = inventory.batchIDs
        guard !ids.isEmpty else { return }
        let lookup = source.batches.lookup(ids) {
            source.client.batches(ids: $0, deadline: context.deadline)
        }
        if lookup.missingCount > 0 {
            report.warnings.append("\(lookup.missingCount) of \(ids.count) batches have no details")
        }
        builder.add(lookup.batches)
    }

    // MARK: - Write

    /// The places of the items whose documents must be written.
    private func changed(_ inventory: Inventory, _ report: inout SyncReport) -> [Int] {
        guard let generation = context.generation else { return Array(inventory.items.indices) }
        return inventory.items.indices.filter { place in
            let item = inventory.items[place]
            let known = generation.sourceHash(itemId: item.idItem)
            let isSame = known == documents.sourceHash(item)
            if isSame { report.unchanged += 1 }
            return !isSame
        }
    }

    private func write(
        _ inventory: Inventory, _ places: [Int], _ report: inout SyncReport
    ) throws(SyncFailure) {
        let size = SyncLimits.commitProductsMax
        let batches = EncodedBatches(count: (places.count + size - 1) / size) { [self] batch in
            var writes: [DocumentWrite] = []
            writes.reserveCapacity(2 * size)
            for place in places[batch * size..<min((batch + 1) * size, places.count)] {
                append(inventory.items[place], to: &writes)
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
            context.report(.writing, done: done, total: places.count, unit: "products")
        }
        try wait(pending)
    }

    private func append(_ item: InventoryItem, to writes: inout [DocumentWrite]) {
        let made = documents.make(item)
        let id = "\(ProductPath.posPrefix)\(item.idItem)"
        let isKeeping = item.lacksDetails
        writes.append(
            write(
                ProductPath.canonical(org: context.org, itemId: item.idItem), made.canonical,
                replacing: isKeeping
                    ? keysKeepingDetails.canonical : ProductDocuments.canonicalKeys,
                tag: 0))
        writes.append(
            write(
                ProductPath.publicItem(org: context.org, id: id), made.public,
                replacing: isKeeping ? keysKeepingDetails.public : ProductDocuments.publicKeys,
                tag: documents.sourceHash(item)))
    }

    private func write(
        _ path: ResourcePath, _ fields: [UInt8], replacing keys: FieldKeySet, tag: UInt64
    ) -> DocumentWrite {
        DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: path),
            mutation: .merge(fields: fields, replacing: keys), tag: tag)
    }

    private func submit(
        _ writes: [DocumentWrite], _ report: inout SyncReport
    ) throws(SyncFailure) -> PendingCommit {
        do throws(StoreError) {
            let pending = try context.store.submit(writes)
            // The public product is the second write of each pair, and the one that counts.
            for place in stride(from: 1, to: pending.result.results.count, by: 2) {
                switch pending.result.results[place].outcome {
                case .created: report.created += 1
                case .updated: report.updated += 1
                case .unchanged, .deleted, .missing: report.unchanged += 1
                }
            }
            return pending
        } catch {
            throw SyncFailure("The store refused the products: \(error)")
        }
    }

    private func wait(_ pending: PendingCommit?) throws(SyncFailure) {
        guard let pending else { return }
        do throws(StoreError) {
            try context.store.wait(pending)
        } catch {
            throw SyncFailure("The products may not be on the disk: \(error)")
        }
    }

    // MARK: - Items that are gone

    /// The active items that the POS no longer has; none where its answer cannot be trusted.
    private func gone(
        _ inventory: Inventory, _ previous: [Int64], _ report: inout SyncReport
    ) -> [Int64] {
        let missing = previous.filter { inventory.itemIndex($0) == nil }
        guard !missing.isEmpty else { return [] }
        if let reason = suspicion(inventory, previous: previous.count) {
            report.incomplete.append(
                IncompleteListing(
                    "inventory", reason.code,
                    "\(reason.text); \(missing.count) missing products stay active"))
            return []
        }
        return missing
    }

    private func suspicion(
        _ inventory: Inventory, previous: Int
    ) -> (code: IncompleteListing.Code, text: String)? {
        let count = inventory.items.count
        if count == 0 { return (.empty, "it is empty") }
        if inventory.isShort { return (.short, "it has fewer rows than its own total_rows says") }
        if previous >= SyncLimits.suspiciousCountMin,
            count * 100 < previous * SyncLimits.suspiciousPercent {
            return (.shrunk, "\(count) items after \(previous)")
        }
        return nil
    }

    private func deactivate(_ items: [Int64], _ report: inout SyncReport) throws(SyncFailure) {
        let fields = ProductDocuments.deactivatedFields()
        var pending: PendingCommit?
        for start in stride(from: 0, to: items.count, by: SyncLimits.commitProductsMax) {
            let group = items[start..<min(start + SyncLimits.commitProductsMax, items.count)]
            let writes = group.flatMap { item in
                [
                    ProductPath.canonical(org: context.org, itemId: item),
                    ProductPath.publicItem(
                        org: context.org, id: "\(ProductPath.posPrefix)\(item)"),
                ].map {
                    DocumentWrite(
                        key: DocumentKey(database: Catalog.database, path: $0),
                        mutation: .merge(
                            fields: fields, replacing: []))
                }
            }
            do throws(StoreError) {
                pending = try context.store.submit(writes)
            } catch {
                throw SyncFailure("The store refused to hide products: \(error)")
            }
            report.deactivated += group.count
        }
        try wait(pending)
    }
}
