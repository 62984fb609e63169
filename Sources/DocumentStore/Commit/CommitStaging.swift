import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Evaluates one commit: results, changes for the observers, the change record. REQUIRES: the
/// commit lock held.
struct CommitStaging {
    private let plan: CommitPlan
    private let time: Int64
    private let keepsChanges: Bool
    private(set) var results: [DocumentWriteResult]
    /// By ascending key; empty when no observer is registered.
    private(set) var changes: [DocumentChange] = []
    private(set) var record = ChangeRecordBuilder()
    /// The failure with the least write index: the one that the commit throws.
    private var failure: (index: Int, error: Status)?

    init(_ plan: CommitPlan, time: Int64, keepsChanges: Bool) {
        self.plan = plan
        self.time = time
        self.keepsChanges = keepsChanges
        let none = DocumentWriteResult(outcome: .unchanged, updateTime: nil)
        results = [DocumentWriteResult](repeating: none, count: plan.writes.count)
        if keepsChanges { changes.reserveCapacity(plan.keys.count) }
    }

    /// Reads every document once, applies its writes and adds the outcome to `batch`. Throws the
    /// error of the first failing write in the caller's order; `batch` must then be discarded.
    mutating func evaluate(
        _ database: RocksDatabase, into batch: RocksWriteBatch, _ indexes: inout IndexUpdates
    ) throws(Status) {
        indexes.begin()
        // No commit can run meanwhile, so all rounds of the multi-get see one state.
        try database.multiGet(.documents, plan.keys, sorted: true) {
            slot, value throws(Status) in
            let stored: DocumentView?
            if let value {
                stored = try DocumentRecord.decode(value)
            } else {
                stored = nil
            }
            try apply(slot, stored, batch, &indexes)
        }
        if let failure { throw failure.error }
        precondition(
            !keepsChanges || changes.count >= record.count, "observers see every change")
        indexes.write(into: batch)
    }

    private mutating func apply(
        _ slot: Int, _ stored: DocumentView?, _ batch: RocksWriteBatch,
        _ indexes: inout IndexUpdates
    ) throws(Status) {
        var evaluator = WriteEvaluator(key: plan.keys[slot], stored: stored, commitTime: time)
        for index in plan.writes(of: slot) {
            // Only a failure of an earlier write could still replace the one recorded.
            if let failure, index > failure.index { return }
            do throws(Status) {
                results[index] = try evaluator.apply(plan.writes[index])
            } catch {
                failure = (index, error)
                return
            }
        }
        guard failure == nil else { return }
        try stage(plan.keys[slot], stored, evaluator, batch, &indexes)
    }

    private mutating func stage(
        _ key: [UInt8], _ stored: DocumentView?, _ evaluator: WriteEvaluator,
        _ batch: RocksWriteBatch, _ indexes: inout IndexUpdates
    ) throws(Status) {
        switch evaluator.effect {
        case .none:
            if keepsChanges, evaluator.tag != 0 {
                let document = stored?.copy()
                observe(key, document, document, evaluator.tag, isUnchanged: true)
            }
        case .put(let createTime, let fields):
            DocumentRecord.withHeader(createTime: createTime, updateTime: time) {
                batch.put(.documents, key, head: $0, body: fields)
            }
            record.add(.put, key)
            try fields.withUnsafeBufferPointer { new throws(Status) in
                try indexes.note(
                    key, old: stored?.fields, new: UnsafeRawBufferPointer(new))
            }
            if keepsChanges {
                let new = RawDocument(createTime: createTime, updateTime: time, fields: fields)
                observe(key, stored?.copy(), new, evaluator.tag)
            }
        case .delete:
            batch.delete(.documents, key)
            record.add(.delete, key)
            try indexes.note(key, old: stored?.fields, new: nil)
            if keepsChanges { observe(key, stored?.copy(), nil, evaluator.tag) }
        }
    }

    private mutating func observe(
        _ key: [UInt8], _ old: RawDocument?, _ new: RawDocument?, _ tag: UInt64,
        isUnchanged: Bool = false
    ) {
        assert(
            changes.last.map { ByteOrder.compare($0.key.bytes, key) < 0 } ?? true, "keys ascend")
        changes.append(
            DocumentChange(
                key: DocumentKey(bytes: key), old: old, new: new, tag: tag,
                isUnchanged: isUnchanged))
    }
}
