/// The failure of a run. The text tells what to do and contains no secret and no personal data.
struct SyncFailure: Error {
    /// The machine-readable reason.
    enum Code: Equatable, Sendable {
        /// No location has this tenant, whose name may be invented.
        case noLocation
        /// The deadline has passed.
        case outOfTime
        /// The daemon is stopping.
        case cancelled
        /// The POS could not be called, or its response not be used.
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

    /// Combines several failures; the code is the one that prevents a retry.
    init(_ failures: [SyncFailure]) {
        precondition(!failures.isEmpty, "a failure of nothing")
        let codes = failures.map(\.code)
        let worst = [Code.cancelled, .outOfTime, .pos].first { codes.contains($0) }
        self.init(failures.map(\.text).joined(separator: "; "), code: worst ?? codes[0])
    }
}
