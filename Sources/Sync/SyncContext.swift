import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import Pricing

/// What one run works with.
struct SyncContext: Sendable {
    let org: String
    let kind: SyncKind
    /// What of the run this context is for.
    var part: SyncKind
    let store: DocumentStore
    let catalog: Catalog
    /// The tenant's locations and the client that reaches each one's POS.
    let sources: [Source]
    let deadline: AlleavesDeadline
    let log: @Sendable (LogEntry) -> Void
    let progress: @Sendable (SyncProgress) -> Void
    /// Milliseconds since 1970.
    let wallMilliseconds: @Sendable () -> Int64
    let meter: ProgressMeter

    struct Source: Sendable {
        let config: LocationConfig
        let client: AlleavesClient
        let batches: BatchCache
    }

    /// Tells of a step. `fraction` is how much of the phase is done, where `total` does not say.
    func report(
        _ phase: SyncProgress.Phase, done: Int = 0, total: Int = 0, unit: String = "",
        fraction: Double? = nil
    ) {
        var step = SyncProgress(org: org, kind: kind, part: part, phase: phase)
        step.done = done
        step.total = total
        step.unit = unit
        let part = total > 0 ? Double(done) / Double(total) : fraction
        meter.measure(&step, fraction: part)
        progress(step)
    }

    /// This context for one part of a run of everything.
    func of(_ part: SyncKind) -> SyncContext {
        var context = self
        context.part = part
        return context
    }

    /// The tenant's time zone: that of its first location; UTC where none says.
    var zone: RuleZone { catalog.zone(org) }

    /// Those documents of a collection that came from the POS.
    func mirrored(_ collection: ResourcePath) -> DocumentScan {
        let prefix = OrderDocuments.prefix
        var scan = DocumentScan(database: Catalog.database, collection: collection)
        scan.startAt = TenantPath.key(collection, prefix)
        // The text that follows every one that begins with the prefix.
        scan.endBefore = TenantPath.key(collection, prefix.dropLast() + "`")
        scan.fillsCache = false
        return scan
    }

    /// How many documents of a collection came from the POS.
    func count(_ collection: ResourcePath) throws(SyncFailure) -> Int {
        do throws(StoreError) {
            return try store.count(mirrored(collection))
        } catch {
            throw SyncFailure("The mirror cannot be counted: \(error)")
        }
    }

    /// The tenant's catalog as it is now; nil before its first product.
    var generation: Generation? { catalog.tenant(org)?.generation }

    var isCancelled: Bool { deadline.cancellation?.isCancelled == true }

    /// Throws once the run's time is over or it was cancelled.
    func checkTime() throws(SyncFailure) {
        if isCancelled {
            throw SyncFailure("The sync was cancelled; what it had written stays")
        }
    }

    /// Runs `body` against a location's POS; its failure names the location.
    func ask<Answer>(
        _ source: Source, _ body: (AlleavesClient) throws(AlleavesError) -> Answer
    ) throws(SyncFailure) -> Answer {
        do throws(AlleavesError) {
            return try body(source.client)
        } catch {
            let place = sources.count > 1 ? " at location \(source.config.id)" : ""
            throw SyncFailure("POS\(place): \(error)\(Self.advice(error.code))")
        }
    }

    private static func advice(_ code: AlleavesError.Code) -> String {
        switch code {
        case .credentialsRejected:
            "; check username, password and pin (posmirror location put)"
        case .rateLimited, .timeout, .unavailable: "; nothing was changed, try again later"
        case .malformed, .suspicious, .tooLarge: "; nothing was changed"
        case .cancelled, .invalidRequest, .http: ""
        }
    }
}
