import CivilTime
import DocumentStore
import FirestoreModel
import PointOfSale
import Pricing
import StatusCodes

/// Stores the orders of a window, page by page, and counts them.
struct OrderBatch {
    private let context: SyncContext
    private let documents: OrderDocuments
    private let zone: RuleZone
    /// Orders read.
    private(set) var count = 0
    /// The newest day of an order.
    private(set) var newest: CivilDate?
    private var counts = WriteCounts()
    private var anomalies = ListingAnomalies()
    private var unreadable = UnreadableValues()

    init(_ context: SyncContext, _ source: SyncContext.Source, _ zone: RuleZone) {
        self.context = context
        self.zone = zone
        documents = OrderDocuments(
            org: context.org, ids: source.config.ids,
            location: source.config.account.locationID, zone: zone,
            now: context.wallMilliseconds() * 1000)
    }

    /// Stores the orders of a page.
    mutating func store(_ orders: [POSOrder]) throws(Status) {
        var writes: [DocumentWrite] = []
        for order in orders {
            count += 1
            note(order)
            guard let write = documents.write(order) else {
                anomalies.addUnusable()
                continue
            }
            writes.append(write)
            if writes.count == SyncLimits.commitRecordsMax { try commit(&writes) }
        }
        try commit(&writes)
    }

    private mutating func note(_ order: POSOrder) {
        unreadable.merge(order.unreadable)
        if order.status != nil, OrderStatus(pos: order.status) == .unknown {
            unreadable.note("orders.status", in: order.id)
        }
        anomalies.addLines(order.linesWithoutID, of: order.id)
        if let date = order.dateCreated.flatMap({ zone.milliseconds($0) }) {
            let day = CivilDate(number: zone.localDay(milliseconds: date))
            newest = max(newest ?? day, day)
        }
    }

    private mutating func commit(_ writes: inout [DocumentWrite]) throws(Status) {
        guard !writes.isEmpty else { return }
        do throws(Status) {
            counts.add(try context.store.commit(writes))
        } catch {
            throw Status("The store refused the orders", error)
        }
        writes.removeAll(keepingCapacity: true)
    }

    func add(to report: inout SyncReport, _ all: inout ListingAnomalies) {
        report.ordersRead += count
        counts.add(to: &report)
        report.unreadable.merge(unreadable)
        all.add(anomalies)
    }
}

/// Counts the outcomes of writes.
struct WriteCounts {
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
