import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// Puts the sales counters on the products, public and canonical (Protocol/tree.md, Products).
/// Products that the mirror does not have are not created.
struct SalesCounters {
    let context: SyncContext

    func write(_ table: SalesTable) throws(Status) {
        let items = table.products.sorted { $0.key < $1.key }
        for start in stride(from: 0, to: items.count, by: SyncLimits.salesBatchMax) {
            guard !context.isCancelled else { return }
            try write(Array(items[start..<min(start + SyncLimits.salesBatchMax, items.count)]))
        }
    }

    private func write(_ items: [(key: POSID, value: SalesTable.Totals)]) throws(Status) {
        let generation = context.generation
        var documents: [Counted] = []
        for (idItem, totals) in items {
            let fields = Self.fields(totals)
            // With the source hash, so that the next run of products does not consider it changed.
            let id = context.origin.documentID(idItem.description)
            let hash = generation?.sourceHash(id: id) ?? 0
            let paths = [
                (ProductPath.publicItem(org: context.org, id: id), hash),
                (ProductPath.canonical(org: context.org, id: id), 0),
            ]
            for (path, tag) in paths {
                documents.append(
                    Counted(
                        key: DocumentKey(mirror: path), fields: fields, tag: tag,
                        isSold: totals.isSold))
            }
        }
        var writes: [DocumentWrite] = []
        let stored = try context.store.getMany(documents.map(\.key))
        for (document, old) in zip(documents, stored) {
            guard try document.outcome(old) != .unchanged else { continue }
            writes.append(
                DocumentWrite(
                    key: document.key,
                    mutation: .apply { old throws(Status) in
                        try document.outcome(old)
                    }, tag: document.tag))
        }
        if !writes.isEmpty { try context.store.commit(writes) }
    }

    // REQUIRES of FieldsWriter: keys in order.
    private static func fields(_ totals: SalesTable.Totals) -> [UInt8] {
        var out = FieldsWriter(capacity: 200)
        if let last = totals.last {
            out.timestamp(ProductField.lastSaleAt, microseconds: last)
        } else {
            out.null(ProductField.lastSaleAt)
        }
        out.double(ProductField.salesCount, Double(totals.all) / 1000)
        out.double(ProductField.salesLast30Days, Double(totals.month) / 1000)
        out.double(ProductField.salesLast7Days, Double(totals.week) / 1000)
        out.double(ProductField.salesVelocity, totals.velocity)
        out.boolean(ProductField.trending, totals.velocity > 2 && totals.week > 0)
        return out.bytes
    }
}

/// The counters of one document.
private struct Counted: Sendable {
    let key: DocumentKey
    let fields: [UInt8]
    let tag: UInt64
    let isSold: Bool

    func outcome(_ old: RawDocument?) throws(Status) -> DocumentWrite.Outcome {
        guard let old else { return .unchanged }
        do throws(WireError) {
            // A product never sold gets no counters; one whose sales no longer count gets zeros.
            if !isSold {
                let hasCounters = try withFields(old.fields) { reader throws(WireError) in
                    try reader.value(of: ProductField.salesCount) != nil
                }
                guard hasCounters else { return .unchanged }
            }
            let merged = try FieldsMerge.mergeTopLevel(
                old: old.fields, new: fields, replacing: [])
            return merged == old.fields ? .unchanged : .fields(merged)
        } catch {
            throw Status(.corruption, "product", "\(error)")
        }
    }
}
