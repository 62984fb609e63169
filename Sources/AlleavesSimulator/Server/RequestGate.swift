/// A request held open until a test lets it go.
public final class RequestGate: Sendable {
    /// Path pattern, as in ``RunningPOS``.
    let pattern: String
    /// Body bytes sent before the hold; nil holds before anything is sent.
    let afterBodyBytes: Int?
    /// Unique among the gates of a server.
    let key: Int
    private let journal: RequestJournal

    init(pattern: String, afterBodyBytes: Int?, key: Int, journal: RequestJournal) {
        self.key = key
        self.pattern = pattern
        self.afterBodyBytes = afterBodyBytes
        self.journal = journal
    }

    /// Waits until a request stands at the gate; false after `timeoutSeconds`.
    public func waitUntilHeld(count: Int = 1, timeoutSeconds: Double = 30) -> Bool {
        journal.wait(timeoutSeconds: timeoutSeconds) { $0.held[key, default: 0] >= count }
    }

    /// Lets those that wait go on, and all later ones pass.
    public func release() { journal.release(self) }
}
