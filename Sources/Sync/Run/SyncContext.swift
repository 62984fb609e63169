import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

/// The context of one run.
struct SyncContext: Sendable {
    let org: String
    let kind: SyncKind
    /// The part of the run that this context is for.
    var part: SyncKind
    let store: DocumentStore
    let catalog: Catalog
    /// The tenant's locations with the client of each one's POS.
    var sources: [Source]
    /// Whether the tenant has several locations, so that products say what is where.
    let hasSeveralLocations: Bool
    /// Failures of locations that are in no group, since nobody can tell whose their items are.
    var unresolved: [Status] = []
    /// Origins of which no location is left.
    var leftOrigins: [POSOrigin] = []
    /// The names of the providers that number everything.
    var numberedProviders: Set<String> = []
    /// Accept an inventory that became empty or much smaller, this once.
    var acceptsRemovals = false
    var deadline: POSDeadline
    let log: @Sendable (LogEntry) -> Void
    let progress: @Sendable (SyncProgress) -> Void
    /// Milliseconds since 1970.
    let wallMilliseconds: @Sendable () -> Int64
    /// Monotonic milliseconds, the clock of ``deadline``.
    let monotonicMilliseconds: @Sendable () -> Int64
    let meter: ProgressMeter

    /// Of the locations of ``sources``: all of one, see ``byOrigin``.
    ///
    /// REQUIRES: a source.
    var origin: POSOrigin { sources[0].config.origin }
    var provider: POSProvider { origin.provider }

    /// Its POS numbers everything: an id that is no number is nobody's.
    var hasNumberedIDs: Bool { sources[0].config.hasNumberedIDs }

    /// This context for the locations of each origin, in the order of the locations: ids of two
    /// origins have nothing to do with each other.
    var byOrigin: [SyncContext] {
        var groups: [SyncContext] = []
        for source in sources {
            let origin = source.config.origin
            if let place = groups.firstIndex(where: { $0.origin == origin }) {
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
    func sources(having offer: POSCapability) -> [Source] {
        sources.filter { $0.client.capabilities.contains(offer) }
    }

    struct Source: Sendable {
        let config: LocationConfig
        let client: any PointOfSale
        let batches: BatchCache
        let itemDetails: ItemDetailsCache
        let accountAnswer: CachedAccountAnswer

        func with(_ config: LocationConfig) -> Source {
            Source(
                config: config, client: client, batches: batches, itemDetails: itemDetails,
                accountAnswer: accountAnswer)
        }
    }

    /// Reports a step. `fraction` is the completed part of the phase, where `total` is unknown.
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

    /// Reports the end of this part.
    func reportEnd(_ end: SyncPart) {
        var step = SyncProgress(org: org, kind: kind, part: part, phase: .ended)
        step.ended = end
        meter.measure(&step, fraction: nil)
        progress(step)
    }

    /// This context for one part of a run, with a deadline `reserve` milliseconds before the run's,
    /// for what follows the part.
    func forPart(_ part: SyncKind, leaving reserve: Int64 = 0) -> SyncContext {
        var context = self
        context.part = part
        context.deadline.monotonicMilliseconds -= reserve
        return context
    }

    /// The tenant's time zone; UTC where neither an operator nor the POS sets one.
    var zone: RuleZone { catalog.zone(org) }

    /// Those documents of a collection that came from the POS, of one origin only.
    ///
    /// - Parameters:
    ///   - prefix: what all ids in the collection begin with besides.
    ///   - other: the origin; nil for that of ``sources``.
    func mirrored(
        _ collection: ResourcePath, prefix: String = "", of other: POSOrigin? = nil
    ) -> [DocumentScan] {
        (other ?? origin).idRanges.map { range in
            var scan = DocumentScan(database: Catalog.database, collection: collection)
            scan.startAt = DocumentKey(mirror: collection.document(prefix + range.start))
            scan.endBefore = DocumentKey(mirror: collection.document(prefix + range.end))
            scan.fillsCache = false
            return scan
        }
    }

    /// How many documents of a collection came from the POS.
    func count(_ collection: ResourcePath) throws(Status) -> Int {
        do throws(Status) {
            var count = 0
            for scan in mirrored(collection) { count += try store.count(scan) }
            return count
        } catch {
            throw Status("The mirror cannot be counted", error)
        }
    }

    /// The tenant's current generation; nil before its first product.
    var generation: Generation? { catalog.tenant(org)?.generation }

    /// Remaining milliseconds; 0 if the run was cancelled.
    var remainingMilliseconds: Int64 {
        if deadline.cancellation?.isCancelled == true { return 0 }
        let (left, overflow) = deadline.monotonicMilliseconds
            .subtractingReportingOverflow(monotonicMilliseconds())
        return overflow ? .max : max(0, left)
    }

    /// Whether the run must stop: its deadline has passed, or it was cancelled.
    var isCancelled: Bool { remainingMilliseconds == 0 }

    /// Throws once the deadline has passed or the run was cancelled. Called between the steps of
    /// long work, above all before commits.
    func checkTime() throws(Status) {
        if deadline.cancellation?.isCancelled == true {
            throw Status(.cancelled, "The sync was cancelled; what it had written stays")
        }
        if isCancelled {
            throw Status(
                .deadlineExceeded,
                "The sync's time is over; what it had written stays, the next one goes on")
        }
    }

    /// Runs `body` against a location's POS; its failure names the location.
    func ask<Answer>(
        _ source: Source, _ body: (any PointOfSale) throws(POSError) -> Answer
    ) throws(Status) -> Answer {
        let client = try client(source)
        do throws(POSError) {
            return try body(client)
        } catch {
            throw failure(error, at: source, isStoring: false)
        }
    }

    /// What reads a location's POS; throws where its settings reach none.
    func client(_ source: Source) throws(Status) -> any PointOfSale {
        guard let reason = source.config.unusable else { return source.client }
        throw Status(.unavailable, "location \(source.config.id) \(reason)")
    }

    /// Why a listing of which the pages before are stored came no further.
    func failure(_ error: ListingFailure, at source: Source) -> Status {
        switch error {
        case .pos(let error): failure(error, at: source, isStoring: true)
        case .refused(let error): error
        }
    }

    /// - Parameter isStoring: whether data read before the failure is stored.
    private func failure(_ error: POSError, at source: Source, isStoring: Bool) -> Status {
        let place = hasSeveralLocations ? " at location \(source.config.id)" : ""
        return Status(
            error.code == .cancelled ? .cancelled : .unavailable,
            "POS\(place): \(error)\(advice(error.code, isStoring, source))")
    }

    private func advice(
        _ code: POSError.Code, _ isStoring: Bool, _ source: Source
    ) -> String {
        // What the other locations said may well be stored.
        let changed = hasSeveralLocations ? "nothing of it was changed" : "nothing was changed"
        let kept = isStoring ? "" : "; \(changed)"
        return switch code {
        case .credentialsRejected:
            "; check \(source.client.credentials) (posmirror location put)"
        case .rateLimited, .timeout, .unavailable:
            isStoring ? "; try again later" : "\(kept), try again later"
        case .malformed, .suspicious, .tooLarge: kept
        case .cancelled, .invalidRequest, .refused, .http: ""
        }
    }
}
