import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes

extension SyncEngine {
    /// Removes stock that has expired by the tenant's local day from its products, without calling
    /// the POS, for days without a sync. Does nothing where nothing has expired.
    ///
    /// Returns the number of changed products. Throws ``Status``; earlier writes remain.
    @discardableResult
    public func expireStock(org: String) throws(Status) -> Int {
        guard let generation = catalog.tenant(org)?.generation else { return 0 }
        let expiry = StockExpiry(today: generation.today)
        let ids = configuration.adapters.flatMap {
            generation.inStockPastDate(idPrefix: $0.provider.idPrefix)
        }
        var changed = 0
        for start in stride(from: 0, to: ids.count, by: SyncLimits.expiredProductsMax) {
            let group = ids[start..<min(start + SyncLimits.expiredProductsMax, ids.count)]
            var writes: [DocumentWrite] = []
            for id in group { writes += try expired(id, org: org, expiry) }
            if writes.isEmpty { continue }
            try store.commit(writes)
            changed += writes.count / 2
        }
        if changed > 0 {
            configuration.log("[POS_SYNC] org=\(org) stock of \(changed) products has expired")
        }
        return changed
    }

    /// The writes of one product's two documents.
    private func expired(
        _ id: String, org: String, _ expiry: StockExpiry
    ) throws(Status) -> [DocumentWrite] {
        let key = DocumentKey(
            database: Catalog.database,
            path: ProductPath.canonical(org: org, id: id))
        // Nothing is known to expire of one that does not decode; verify names it.
        guard let found = try store.get(key), let fields = try? Fields(mapValueBytes: found.fields),
            let changes = expiry.changes(fields)
        else { return [] }
        let items = DocumentKey(
            database: Catalog.database, path: ProductPath.publicItem(org: org, id: id))
        return [
            DocumentWrite(
                // If a sync has written it since, that version is newer.
                key: key, precondition: .updateTime(found.updateTime),
                mutation: .merge(
                    fields: changes.canonical.mapValueBytes,
                    replacing: changes.keys.canonical)),
            DocumentWrite(
                key: items,
                mutation: .merge(
                    fields: changes.public.mapValueBytes,
                    replacing: changes.keys.public)),
        ]
    }
}
