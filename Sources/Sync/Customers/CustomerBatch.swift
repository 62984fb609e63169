import Alleaves
import DocumentStore
import Pricing

/// Gathers customers and stores them in batches.
struct CustomerBatch {
    private let context: SyncContext
    private let documents: CustomerDocuments
    private var writes: [DocumentWrite] = []
    /// Customers read.
    private(set) var count = 0
    private var tally = WriteTally()
    private var unusable = 0

    init(_ context: SyncContext, _ source: SyncContext.Source) {
        self.context = context
        let zone = source.config.timezone.flatMap { RuleZone(identifier: $0) }
        documents = CustomerDocuments(
            org: context.org, zone: zone ?? context.zone, now: context.wallMilliseconds() * 1000)
    }

    /// Whether all that was taken in is stored.
    var isStored: Bool { writes.isEmpty }

    /// Takes customers in and stores them as soon as there are enough.
    mutating func take(_ customers: [AlleavesCustomer]) throws(SyncFailure) {
        for customer in customers {
            count += 1
            guard let write = documents.write(customer) else {
                unusable += 1
                continue
            }
            writes.append(write)
            if writes.count == SyncLimits.commitRecordsMax { try flush() }
        }
    }

    /// Stores what is left.
    mutating func flush() throws(SyncFailure) {
        guard !writes.isEmpty else { return }
        do throws(StoreError) {
            tally.add(try context.store.commit(writes))
        } catch {
            throw SyncFailure("The store refused the customers: \(error)")
        }
        writes.removeAll(keepingCapacity: true)
    }

    func add(to report: inout SyncReport) {
        tally.add(to: &report)
        if unusable > 0 {
            report.warnings.append("\(unusable) customers have an id that no document can have")
        }
    }
}
