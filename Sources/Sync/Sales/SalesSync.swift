import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// Computes spending and sales counters from all stored orders and writes changed ones. Does not
/// call the POS.
///
/// One pass over the orders; memory grows with customers and products, not with orders.
struct SalesSync {
    let context: SyncContext

    func run(_ report: inout SyncReport) throws(Status) {
        try compute(&report)
        try context.checkTime()
    }

    private func compute(_ report: inout SyncReport) throws(Status) {
        var spending = SpendingTable()
        var sales = SalesTable(now: context.wallMilliseconds())
        do throws(Status) {
            let count = try read(&spending, &sales)
            // An incomplete pass must not write anything.
            guard !context.isCancelled else { return }
            report.ordersCount = count
            try write(spending, &report)
            try SalesCounters(context: context).write(sales)
        } catch {
            throw Status("Spending and sales were not computed", error)
        }
    }

    private func read(
        _ spending: inout SpendingTable, _ sales: inout SalesTable
    ) throws(Status) -> Int {
        var count = 0
        let (provider, hasNumberedIDs) = (context.provider, context.hasNumberedIDs)
        for scan in context.mirrored(TenantPath.orders(org: context.org)) {
            try context.store.scan(scan) { _, view throws(Status) in
                count += 1
                let sale: StoredSale
                do throws(WireError) {
                    sale = try StoredSale(
                        view.fields, of: provider, hasNumberedIDs: hasNumberedIDs)
                } catch {
                    throw Status(.corruption, "order", "\(error)")
                }
                spending.add(sale)
                sales.add(sale)
                if count.isMultiple(of: 10_000) {
                    context.report(.writing, done: count, unit: "orders added up")
                }
                return !context.isCancelled
            }
        }
        return count
    }

    // MARK: - Spending

    private let owned: FieldKeySet

    init(context: SyncContext) {
        self.context = context
        owned = FieldKeySet([Self.customerKey(context.provider)] + Self.ownedNames)
    }

    /// Named after the provider, as documents have it.
    private static func customerKey(_ provider: POSProvider) -> String {
        ProviderField.customerID(provider.name)
    }

    private static let ownedNames = SpendingField.allCases.filter { $0 != .updatedAt }
        .map(\.rawValue)

    private func write(
        _ table: SpendingTable, _ report: inout SyncReport
    ) throws(Status) {
        let collection = TenantPath.spending(org: context.org)
        let entries = table.entries()
        report.spendingCount = entries.count
        let now = context.wallMilliseconds() * 1000
        for start in stride(from: 0, to: entries.count, by: SyncLimits.salesBatchMax) {
            guard !context.isCancelled else { return }
            let group = entries[start..<min(start + SyncLimits.salesBatchMax, entries.count)]
            try commitChanged(
                group.map {
                    (DocumentKey(mirror: collection.document(id($0.key))), fields($0.entry))
                }, now)
        }
        try removeStale(collection, Set(entries.map { id($0.key) }))
    }

    /// The document id of a customer's spending. Two accounts number their customers alike, and may
    /// share one with an address.
    private func id(_ key: String) -> String {
        context.origin.account == nil ? key : context.origin.documentID(key)
    }

    /// Writes the documents that differ from the stored ones.
    private func commitChanged(
        _ documents: [(key: DocumentKey, fields: [UInt8])], _ now: Int64
    ) throws(Status) {
        var writes: [DocumentWrite] = []
        let stored = try context.store.getMany(documents.map(\.key))
        for (document, old) in zip(documents, stored) {
            let merged = try StampedFields.merge(
                old, document.fields, owned: owned, now: now)
            guard merged != .unchanged else { continue }
            writes.append(
                DocumentWrite(
                    key: document.key,
                    mutation: .apply { old throws(Status) in
                        try StampedFields.merge(
                            old, document.fields, owned: owned, now: now)
                    }))
        }
        if !writes.isEmpty { try context.store.commit(writes) }
    }

    // REQUIRES of FieldsWriter: keys in order.
    private func fields(_ entry: SpendingTable.Entry) -> [UInt8] {
        var out = FieldsWriter(capacity: 400)
        let totals = entry.totals
        if let account = context.origin.account { out.string(SpendingField.account, account) }
        out.double(SpendingField.avgOrderValue, ProductMapper.dollars(totals.averageCents ?? 0))
        out.integer(SpendingField.cancelledCount, totals.cancelledCount)
        out.double(SpendingField.cancelledTotal, ProductMapper.dollars(totals.cancelledCents))
        if let email = entry.email { out.string(SpendingField.email, email) }
        time(&out, SpendingField.firstOrderDate, totals.first)
        if totals.unpricedCount > 0 { out.boolean(SpendingField.isPartial, true) }
        time(&out, SpendingField.lastOrderDate, totals.last)
        out.integer(SpendingField.orderCount, totals.count)
        if totals.unpricedCount > 0 {
            out.integer(SpendingField.ordersWithoutTotal, totals.unpricedCount)
        }
        out.string(SpendingField.orgId, context.org)
        out.string(SpendingField.source, context.provider.name)
        out.double(SpendingField.totalSpent, ProductMapper.dollars(totals.cents))
        return withCustomer(out.bytes, entry.idCustomer)
    }

    /// The fields with the POS's id of the customer in its place among the keys.
    private func withCustomer(_ fields: [UInt8], _ id: POSID?) -> [UInt8] {
        guard let id else { return fields }
        var own = FieldsWriter(capacity: 64)
        own.string(Self.customerKey(context.provider), "cid_\(id)")
        do throws(WireError) {
            return try FieldsMerge.mergeTopLevel(old: own.bytes, new: fields, replacing: [])
        } catch {
            preconditionFailure("a FieldsWriter writes MapValue entries: \(error)")
        }
    }

    private func time(_ out: inout FieldsWriter, _ key: some TreeField, _ microseconds: Int64?) {
        if let microseconds {
            out.timestamp(key, microseconds: microseconds)
        } else {
            out.null(key)
        }
    }

    /// Deletes earlier documents whose customer has another key now, or no order.
    private func removeStale(
        _ collection: ResourcePath, _ keys: Set<String>
    ) throws(Status) {
        var stale: [DocumentWrite] = []
        let origin = context.origin
        var scan = DocumentScan(database: Catalog.database, collection: collection)
        scan.fillsCache = false
        try context.store.scan(scan) { key, view throws(Status) in
            let key = DocumentKey(bytes: [UInt8](key))
            guard let id = try? key.decode().path.id, !keys.contains(id) else { return true }
            // What does not say that the sync made it is somebody's own and stays.
            if Self.isOf(origin, view.fields) {
                stale.append(DocumentWrite(key: key, mutation: .delete))
            }
            return !context.isCancelled
        }
        for start in stride(from: 0, to: stale.count, by: SyncLimits.salesBatchMax) {
            guard !context.isCancelled else { return }
            try context.store.commit(
                Array(stale[start..<min(start + SyncLimits.salesBatchMax, stale.count)]))
        }
    }

    private static func isOf(_ origin: POSOrigin, _ fields: UnsafeRawBufferPointer) -> Bool {
        let reader = FieldsReader(fields)
        do throws(WireError) {
            let source = try reader.value(of: SpendingField.source)?.string
            let account = try reader.value(of: SpendingField.account)?.string
            return source == origin.provider.name && account == origin.account
        } catch {
            return false
        }
    }
}
