/// Why a run ended without success. The text says what to do, and shows nothing that nobody may
/// see.
struct SyncFailure: Error {
    /// What a program decides by.
    enum Code: Equatable, Sendable {
        /// No location names the tenant: anybody could make one up.
        case noLocation
        /// The run's time is over.
        case outOfTime
        /// The daemon is stopping.
        case cancelled
        /// The POS could not be asked, or its answer not be used.
        case pos
        /// Anything else.
        case other
    }

    let code: Code
    let text: String

    init(_ text: String, code: Code = .other) {
        self.text = text
        self.code = code
    }

    /// Several of them as one; of their codes the one that keeps a run from being tried again.
    init(_ failures: [SyncFailure]) {
        precondition(!failures.isEmpty, "a failure of nothing")
        let codes = failures.map(\.code)
        let worst = [Code.cancelled, .outOfTime, .pos].first { codes.contains($0) }
        self.init(failures.map(\.text).joined(separator: "; "), code: worst ?? codes[0])
    }
}
