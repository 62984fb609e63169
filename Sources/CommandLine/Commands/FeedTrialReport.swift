import Feed
import FeedMapping
import FirestoreModel
import HTTPTransport
import MirrorTree
import PointOfSale

/// Reads the beginning of a feed before its location is stored, and reports what cannot be mapped.
struct FeedTrialReport {
    private let context: CommandContext
    private let config: Fields
    private let isNeeded: Bool

    /// - Parameter wanted: the location's fields after the change.
    init(_ context: CommandContext, _ wanted: Fields, _ changes: LocationChanges) {
        self.context = context
        config = wanted[LocationField.posConfig]?.mapValue ?? Fields()
        let isActive = config[AccountField.status] == .string("active")
        isNeeded =
            config[AccountField.provider] == .string(KnownProvider.feed) && isActive
            && !changes.isEmpty
    }

    /// Throws if the mapping does not fit the feed; nothing is stored then.
    func run() throws(CommandFailure) {
        guard isNeeded else { return }
        let summary: FeedSummary
        let others: [(kind: FeedKind, report: FeedReport)]
        do throws(POSError) {
            let rowsMax = CommandLineLimits.feedTrialRows
            summary = try FeedTrial.summary(config, rowsMax: rowsMax, transport: CurlTransport())
            others = try FeedTrial.others(config, rowsMax: rowsMax, transport: CurlTransport())
        } catch {
            throw CommandFailure(
                .data, "the feed cannot be used: \(error)", remedy: "nothing was stored")
        }
        for finding in summary.findings { context.output.note("! \(finding)") }
        if let refusal = summary.refusal {
            throw CommandFailure(
                .data, "the feed cannot be used: \(refusal)",
                remedy: "nothing was stored; posmirror feed check tries a mapping")
        }
        for (kind, report) in others {
            for finding in report.findings { context.output.note("! \(kind.rawValue): \(finding)") }
            if let misfit = report.misfit {
                throw CommandFailure(
                    .data, "the feed of \(kind.rawValue) cannot be used: \(misfit)",
                    remedy: "nothing was stored")
            }
        }
        guard !context.wantsJSON else { return }
        let rows = NumberText.counted(summary.report.rows, "record")
        let products = NumberText.counted(summary.products, "product")
        context.output.line("\(rows) read, \(products) made of them", .good)
    }
}
