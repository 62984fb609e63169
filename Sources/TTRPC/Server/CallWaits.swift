import StatusCodes

/// What handlers may have to wait for without keeping a worker from others.
///
/// A handler that finds it must wait throws a status made by ``awaiting(_:)``, before it has had
/// any effect. The server then gives its worker to others, lets ``wait(for:)`` run on a thread of
/// ``WorkClass/waiting``, and begins the handler anew afterwards: a `.push` handler on a worker.
public protocol CallWaits: Sendable {
    /// Blocks until the handler of the call can be begun anew. An error ends the call.
    func wait(for context: borrowing CallContext) throws(Status)
}

extension Status {
    /// Marks a status as a wait. It is what the caller gets where there is no waiting.
    public static func awaiting(_ error: Status) -> Status {
        Status(
            error.code, context: error.context, cause: error.cause, reason: waitingReason)
    }

    /// Whether it stands for a wait.
    public var isAwaiting: Bool { reason == Self.waitingReason }

    private static let waitingReason = "awaiting"
}
