import Alleaves
import DocumentStore
import FirestoreModel
import Pricing

/// Gathers the orders of a slice and stores them in batches.
struct OrderBatch {
    private let context: SyncContext
    private let documents: OrderDocuments
    private let zone: RuleZone
    private var writes: [DocumentWrite] = []
    /// Orders read.
    private(set) var count = 0
    private(set) var newest: SyncDay?
    private var oldest: SyncDay?
    private var tally = WriteTally()
    private var unusable = 0

    init(_ context: SyncContext, _ source: SyncContext.Source, _ zone: RuleZone) {
        self.context = context
        self.zone = zone
        documents = OrderDocuments(
            org: context.org, location: source.config.credentials.effectiveLocationID,
            zone: zone, now: context.wallMilliseconds() * 1000)
    }

    /// Days on which the orders lie.
    var days: Int64 {
        guard let newest, let oldest else { return 1 }
        return newest.number - oldest.number + 1
    }

    /// Takes orders in and stores them as soon as there are enough.
    mutating func take(_ orders: [AlleavesOrder]) throws(SyncFailure) {
        for order in orders {
            count += 1
            guard let write = documents.write(order) else {
                unusable += 1
                continue
            }
            writes.append(write)
            if let date = order.dateCreated.flatMap({ zone.milliseconds($0) }) {
                let day = SyncDay(zone.localDay(milliseconds: date))
                newest = max(newest ?? day, day)
                oldest = min(oldest ?? day, day)
            }
            if writes.count == SyncLimits.commitRecordsMax { try flush() }
        }
    }

    /// Stores what is left.
    mutating func flush() throws(SyncFailure) {
        guard !writes.isEmpty else { return }
        do throws(StoreError) {
            tally.add(try context.store.commit(writes))
        } catch {
            throw SyncFailure("The store refused the orders: \(error)")
        }
        writes.removeAll(keepingCapacity: true)
    }

    func add(to report: inout SyncReport) {
        report.ordersRead += count
        tally.add(to: &report)
        if unusable > 0 {
            report.warnings.append("\(unusable) orders have an id that no document can have")
        }
    }
}

/// Counts what commits did.
struct WriteTally {
    private var created = 0
    private var updated = 0
    private var unchanged = 0

    mutating func add(_ commit: CommitResult) {
        for result in commit.results {
            switch result.outcome {
            case .created: created += 1
            case .updated: updated += 1
            case .unchanged, .deleted, .missing: unchanged += 1
            }
        }
    }

    func add(to report: inout SyncReport) {
        report.created += created
        report.updated += updated
        report.unchanged += unchanged
    }
}
