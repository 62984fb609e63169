import DocumentStore
import PointOfSale
import Pricing
import StatusCodes

/// Collects customers and stores them in batches.
struct CustomerBatch {
    private let context: SyncContext
    private let documents: CustomerDocuments
    private var writes: [DocumentWrite] = []
    /// Customers read.
    private(set) var count = 0
    private var counts = WriteCounts()
    private(set) var anomalies = ListingAnomalies()
    private var unreadable = UnreadableValues()

    init(_ context: SyncContext, _ source: SyncContext.Source) {
        self.context = context
        let zone = source.config.timezone.flatMap { RuleZone(identifier: $0) }
        documents = CustomerDocuments(
            org: context.org, ids: source.config.ids, zone: zone ?? context.zone,
            now: context.wallMilliseconds() * 1000)
    }

    /// Whether all customers added so far are stored.
    var isStored: Bool { writes.isEmpty }

    /// Adds customers and stores them once a batch is full.
    mutating func take(_ customers: [POSCustomer]) throws(Status) {
        for customer in customers {
            count += 1
            unreadable.merge(customer.unreadable)
            guard let write = documents.write(customer) else {
                anomalies.addUnusable()
                continue
            }
            writes.append(write)
            if writes.count == SyncLimits.commitRecordsMax { try flush() }
        }
    }

    /// Stores the remaining customers.
    mutating func flush() throws(Status) {
        guard !writes.isEmpty else { return }
        do throws(Status) {
            counts.add(try context.store.commit(writes))
        } catch {
            throw Status("The store refused the customers", error)
        }
        writes.removeAll(keepingCapacity: true)
    }

    /// Records how a listing ended.
    mutating func note(_ end: ListingEnd) { anomalies.add(end) }

    func add(to report: inout SyncReport) {
        counts.add(to: &report)
        report.unreadable.merge(unreadable)
        report.warnings += anomalies.texts(of: "customers")
    }
}
