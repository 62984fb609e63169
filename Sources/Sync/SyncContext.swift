import Alleaves
import Catalog
import DocumentStore

/// What one run works with.
struct SyncContext: Sendable {
    let org: String
    let kind: SyncKind
    let store: DocumentStore
    let catalog: Catalog
    /// The tenant's locations and the client that reaches each one's POS.
    let sources: [Source]
    let deadline: AlleavesDeadline
    let log: @Sendable (String) -> Void
    let progress: @Sendable (SyncProgress) -> Void

    struct Source: Sendable {
        let config: LocationConfig
        let client: AlleavesClient
    }

    func report(_ phase: SyncProgress.Phase, done: Int = 0, total: Int = 0, unit: String = "") {
        progress(
            SyncProgress(
                org: org, kind: kind, phase: phase, done: done, total: total, unit: unit))
    }

    /// The tenant's catalog as it is now; nil before its first product.
    var generation: Generation? { catalog.tenant(org)?.generation }

    /// Throws once the run's time is over or it was cancelled.
    func checkTime() throws(SyncFailure) {
        if deadline.cancellation?.isCancelled == true {
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
