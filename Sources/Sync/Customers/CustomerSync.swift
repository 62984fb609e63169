import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Mirrors the customers of all locations, a limited number of pages per run; the next run
/// continues after them, and starts over after the last page.
struct CustomerSync {
    let context: SyncContext
    /// Pages that one run reads of each location.
    let pagesMax: Int

    func run(_ report: inout SyncReport) throws(Status) {
        context.report(.fetching, unit: "customers")
        var failures: [Status] = []
        for source in context.sources(having: .customers) {
            do throws(Status) {
                try read(source, &report)
            } catch {
                failures.append(error)
            }
        }
        report.customersCount = try context.count(TenantPath.customers(org: context.org))
        guard failures.isEmpty else { throw Status(failures) }
    }

    private func read(
        _ source: SyncContext.Source, _ report: inout SyncReport
    ) throws(Status) {
        let positions = SyncPositions(context, .customers)
        let fields = try positions.read(source.config.id)
        let first = Self.page(fields[CustomerPositionField.nextPage]?.integerValue)
        var batch = CustomerBatch(context, source)
        defer { batch.add(to: &report) }
        var next = first
        var end: ListingEnd
        do throws(Status) {
            end = try read(source, from: first, pages: pagesMax, &batch, &next)
        } catch {
            // Pages that are stored are not read again; otherwise a slow POS would never be read to
            // the end.
            if batch.isStored { try save(positions, source, next) }
            report.incomplete.append(
                IncompleteListing(
                    "customers", location: source.config.id, .failed,
                    "from page \(next) on: \(error.message)"))
            throw error
        }
        try save(positions, source, end.isWhole ? 1 : next)
        note(end, source, &report)
        guard !end.isSpoilt else {
            throw Status(
                .unavailable,
                "location \(source.config.id): no customer can be read: \(end.unreadableText ?? "")"
            )
        }
        if first == 1, end.pages > 0, end.count == 0, try hasCustomers {
            report.incomplete.append(
                IncompleteListing(
                    "customers", location: source.config.id, .empty,
                    "it is empty, though some are stored; they stay"))
        }
        // The end was reached: the rest of the run's pages is read from the beginning.
        let left = pagesMax - (next - first)
        if end.isWhole, first > 1, left > 0 {
            next = 1
            end = try read(source, from: 1, pages: min(left, first - 1), &batch, &next)
            try save(positions, source, end.isWhole ? 1 : next)
            note(end, source, &report)
        }
        if !end.isWhole {
            report.warnings.append(
                "customers were read up to page \(next - 1); the next run goes on there")
        }
    }

    /// Where a run begins; at the first page where the position is none.
    private static func page(_ stored: Int64?) -> Int {
        guard let stored, (1...SyncLimits.customerPageNumberMax).contains(stored) else { return 1 }
        return Int(stored)
    }

    private var hasCustomers: Bool {
        get throws(Status) {
            try context.count(TenantPath.customers(org: context.org)) > 0
        }
    }

    private func note(
        _ end: ListingEnd, _ source: SyncContext.Source, _ report: inout SyncReport
    ) {
        if end.isShort {
            report.incomplete.append(
                IncompleteListing(
                    "customers", location: source.config.id, .short,
                    "the POS says that there are more than came"))
        }
        guard let reason = end.unreadableText else { return }
        report.unreadable.noteRows(end.spoilt, of: "customers", example: end.spoiltExample)
        report.incomplete.append(
            IncompleteListing("customers", location: source.config.id, .unreadable, reason))
    }

    /// Reads and stores pages; sets `next` to the page to continue with.
    private func read(
        _ source: SyncContext.Source, from first: Int, pages: Int, _ batch: inout CustomerBatch,
        _ next: inout Int
    ) throws(Status) -> ListingEnd {
        next = first
        let client = try context.client(source)
        let end: ListingEnd
        do throws(ListingFailure) {
            end = try client.customers(from: first, pagesMax: pages, deadline: context.deadline) {
                page throws(Status) in
                try batch.take(page)
                // A listing that is read again does not advance the position.
                next = min(next + 1, first + pages)
                context.report(
                    .fetching, done: batch.count, unit: "customers",
                    fraction: Double(next - first) / Double(pages))
            }
        } catch {
            if case .pos = error { try batch.flush() }
            throw context.failure(error, at: source)
        }
        try batch.flush()
        batch.note(end)
        return end
    }

    private func save(
        _ positions: SyncPositions, _ source: SyncContext.Source, _ page: Int
    ) throws(Status) {
        try positions.write(
            source.config.id, Fields([(CustomerPositionField.nextPage, .integer(Int64(page)))]))
    }
}
