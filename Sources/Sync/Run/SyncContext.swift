import Catalog
import DocumentStore
import FirestoreModel
import PointOfSale
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
    var sources: [Source]
    /// An inventory that became empty or much smaller is taken this once.
    var acceptsRemovals = false
    var deadline: POSDeadline
    let log: @Sendable (LogEntry) -> Void
    let progress: @Sendable (SyncProgress) -> Void
    /// Milliseconds since 1970.
    let wallMilliseconds: @Sendable () -> Int64
    /// Milliseconds of a clock that is never set, by which ``deadline`` is meant.
    let monotonicMilliseconds: @Sendable () -> Int64
    let meter: ProgressMeter

    /// Of the locations of ``sources``: all of one, see ``byProvider``.
    ///
    /// REQUIRES: a source.
    var provider: POSProvider { sources[0].config.provider }

    /// Its POS numbers everything: an id that is no number is nobody's.
    var hasNumberedIDs: Bool { sources[0].config.hasNumberedIDs }

    /// This context for the locations of each provider, in the order of the locations: ids of two
    /// providers have nothing to do with each other.
    var byProvider: [SyncContext] {
        var groups: [SyncContext] = []
        for source in sources {
            let provider = source.config.provider
            if let place = groups.firstIndex(where: { $0.provider == provider }) {
                groups[place].sources.append(source)
            } else {
                var group = self
                group.sources = [source]
                groups.append(group)
            }
        }
        return groups
    }

    /// The locations whose POS can be asked for something.
    func sources(offering offer: POSOffer) -> [Source] {
        sources.filter { $0.client.offers.contains(offer) }
    }

    struct Source: Sendable {
        let config: LocationConfig
        let client: any PointOfSale
        let batches: BatchCache
        let itemDetails: ItemDetailsCache
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

    /// Tells that this part has ended, and how.
    func tellEnd(_ end: SyncPart) {
        var step = SyncProgress(org: org, kind: kind, part: part, phase: .ended)
        step.ended = end
        meter.measure(&step, fraction: nil)
        progress(step)
    }

    /// This context for one part of a run, which has to end so many milliseconds before the run:
    /// what comes after it needs a time of its own.
    func of(_ part: SyncKind, leaving reserve: Int64 = 0) -> SyncContext {
        var context = self
        context.part = part
        context.deadline.monotonicMilliseconds -= reserve
        return context
    }

    /// The tenant's time zone; UTC where neither an operator nor the POS says.
    var zone: RuleZone { catalog.zone(org) }

    /// Those documents of a collection that came from the POS.
    func mirrored(_ collection: ResourcePath) -> DocumentScan {
        let prefix = provider.idPrefix
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

    /// Milliseconds that are left; none where the run was cancelled.
    var remainingMilliseconds: Int64 {
        if deadline.cancellation?.isCancelled == true { return 0 }
        let (left, overflow) = deadline.monotonicMilliseconds
            .subtractingReportingOverflow(monotonicMilliseconds())
        return overflow ? .max : max(0, left)
    }

    /// Whether no more steps may be taken: the time is over, or the run was cancelled.
    var isCancelled: Bool { remainingMilliseconds == 0 }

    /// Throws once the run's time is over or it was cancelled. Called between the steps of
    /// everything that can take long, commits above all.
    func checkTime() throws(SyncFailure) {
        if deadline.cancellation?.isCancelled == true {
            throw SyncFailure(
                "The sync was cancelled; what it had written stays", code: .cancelled)
        }
        if isCancelled {
            throw SyncFailure(
                "The sync's time is over; what it had written stays, the next one goes on",
                code: .outOfTime)
        }
    }

    /// Runs `body` against a location's POS; its failure names the location.
    ///
    /// - Parameter isStoring: what was read before a failure is stored.
    func ask<Answer>(
        _ source: Source, isStoring: Bool = false,
        _ body: (any PointOfSale) throws(POSError) -> Answer
    ) throws(SyncFailure) -> Answer {
        if let reason = source.config.unusable {
            throw SyncFailure("location \(source.config.id) \(reason)", code: .pos)
        }
        do throws(POSError) {
            return try body(source.client)
        } catch {
            let place = sources.count > 1 ? " at location \(source.config.id)" : ""
            throw SyncFailure(
                "POS\(place): \(error)\(Self.advice(error.code, isStoring))",
                code: Self.code(error.code))
        }
    }

    private static func code(_ code: POSError.Code) -> SyncFailure.Code {
        code == .cancelled ? .cancelled : .pos
    }

    private static func advice(_ code: POSError.Code, _ isStoring: Bool) -> String {
        let kept = isStoring ? "" : "; nothing was changed"
        return switch code {
        case .credentialsRejected:
            "; check username, password and pin (posmirror location put)"
        case .rateLimited, .timeout, .unavailable:
            isStoring ? "; try again later" : "\(kept), try again later"
        case .malformed, .suspicious, .tooLarge: kept
        case .cancelled, .invalidRequest, .refused, .http: ""
        }
    }
}
