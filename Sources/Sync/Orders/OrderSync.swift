import CivilTime
import PointOfSale
import Pricing
import StatusCodes

/// Mirrors the orders of all locations, newest first.
///
/// Orders are stored even if the run fails later; the watermarks advance only over days that were
/// read completely (hazard D28 of Protocol/alleaves.md).
struct OrderSync {
    let context: SyncContext
    let options: OrderSyncOptions

    func run(_ report: inout SyncReport) throws(Status) {
        context.report(.fetching, unit: "orders")
        var failures: [Status] = []
        report.isComplete = true
        var ends: [(since: CivilDate, through: CivilDate)] = []
        for source in context.sources(having: .orders) {
            do throws(Status) {
                var reading = try OrderRun(context, options, source)
                defer {
                    reading.add(to: &report)
                    if let end = reading.ends { ends.append(end) }
                }
                try reading.run(&report)
            } catch {
                report.isComplete = false
                failures.append(error)
            }
        }
        if let since = ends.map(\.since).max() { report.ordersSince = "\(since)" }
        if let through = ends.map(\.through).min() { report.ordersThrough = "\(through)" }
        guard failures.isEmpty else { throw Status(failures) }
    }
}
