import DocumentStore
import Pricing
import StatusCodes
import Synchronization

/// Records the state before a change, in the batch of the change. REQUIRES, for all methods: the
/// commit lock held.
final class PriceRecorder: Sendable {
    private let store: DocumentStore
    /// Number of retained rule changes by tenant, where counted.
    private let ruleChanges = Mutex<[String: Int]>([:])

    init(store: DocumentStore) { self.store = store }

    /// Records the product's previous state if its price could differ now.
    ///
    /// - Parameter generation: the catalog before the commit.
    func note(
        _ edit: RowEdit, org: String, generation: Generation?, isBySync: Bool, _ batch: CommitBatch
    ) throws(Status) {
        guard let generation, let old = generation.priced(id: edit.id) else { return }
        let key = ColumnKey.prefix(ColumnKey.baseChangesKind, org: org) + edit.id
        guard let row = edit.row else { return batch.delete(.columns, key) }
        let change = BaseChange(
            time: batch.time, price: old.price,
            categoryKey: Self.changed(old.category, row.category, generation.categories),
            brandKey: Self.changed(old.brand, row.brand, generation.brands), isBySync: isBySync)
        guard old.price != row.price || change.categoryKey != nil || change.brandKey != nil else {
            return
        }
        let known = try store.auxiliary(.columns, key).flatMap(BaseChange.all) ?? []
        batch.put(.columns, key, BaseChange.record([change] + known))
    }

    /// The previous key, if that of the new name differs; nil otherwise.
    private static func changed(_ code: Int, _ name: [UInt8], _ table: CodeTable) -> String? {
        let new = name.isEmpty ? 0 : table.code(for: String(decoding: name, as: UTF8.self)) ?? .max
        return Int(new) == code ? nil : table.keys[code]
    }

    private static func changed(
        _ code: Int, _ path: [UInt8], _ table: CategoryTable
    ) -> String? {
        let new = path.isEmpty ? 0 : table.code(for: String(decoding: path, as: UTF8.self))
        return new.map(Int.init) == code ? nil : table.paths[code].key
    }

    /// Records a rule's previous state.
    func note(
        _ change: DocumentChange, rule: String, org: String, _ batch: CommitBatch
    ) throws(Status) {
        guard !change.isUnchanged else { return }
        let record = RuleChange(time: batch.time, ruleID: rule, before: change.old?.fields)
        batch.put(.columns, record.key(org: org), record.value)
        let count = try ruleChanges.withLock { counts throws(Status) in
            var count = counts[org] ?? 0
            if counts[org] == nil { count = try self.count(org) }
            assert(count >= 0, "no more are cut than there are")
            counts[org] = count + 1
            return count + 1
        }
        if count > CatalogLimits.ruleChangesMax { try truncate(org, batch) }
    }

    private func count(_ org: String) throws(Status) -> Int {
        var count = 0
        let prefix = ColumnKey.prefix(ColumnKey.ruleChangeKind, org: org)
        try store.scanAuxiliary(.columns, prefix: prefix) { _, _ in
            count += 1
            return true
        }
        return count
    }

    /// Drops the oldest changes of a tenant's rules.
    private func truncate(_ org: String, _ batch: CommitBatch) throws(Status) {
        let prefix = ColumnKey.prefix(ColumnKey.ruleChangeKind, org: org)
        var seen = 0
        var end = prefix
        try store.scanAuxiliary(.columns, prefix: prefix) { key, _ in
            seen += 1
            end = [UInt8](key)
            return seen <= CatalogLimits.ruleChangesDropped
        }
        batch.deleteRange(.columns, from: prefix, to: end)
        ruleChanges.withLock { $0[org, default: 0] -= max(seen - 1, 0) }
    }
}

extension Generation {
    /// The input of the rules for the product document `id`; nil where there is none.
    func priced(id: [UInt8]) -> (price: Int32, category: Int, brand: Int)? {
        guard let row = id.withUnsafeBytes({ self.row(id: $0) }) else { return nil }
        let position = RowPosition(row)
        let segment = segments[position.segment]
        guard !segment.flags(position.row).contains(.deleted) else { return nil }
        let group = groups.keys[Int(segment.groups[position.row])]
        return (segment.prices[position.row], Int(group.category), Int(group.brand))
    }
}
