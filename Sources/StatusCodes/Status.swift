/// The result of a failed request, from where it failed up to the wire: a code, the operation, and
/// a sentence for the caller. Never contains document contents or secrets.
public struct Status: Error, Equatable, Sendable {
    public let code: StatusCode
    /// What was done, or to what: an operation, a path. Empty where the cause says it all.
    public let context: String
    /// Why, in a sentence or the words of whoever refused it.
    public let cause: String
    /// Which of several reasons for one code, for a caller that has to tell them apart; empty where
    /// nobody has to. It is no part of ``message`` and not sent.
    public let reason: String

    /// - Parameter message: the whole sentence.
    public init(_ code: StatusCode, _ message: String) {
        self.init(code, context: "", cause: message)
    }

    public init(_ code: StatusCode, context: String, cause: String, reason: String = "") {
        self.code = code
        self.context = context
        self.cause = cause
        self.reason = reason
    }

    /// What the caller is told.
    public var message: String { context.isEmpty ? cause : "\(context): \(cause)" }

    /// The same failure of something else: of the document that is meant, for example.
    public func withContext(_ context: String) -> Status {
        Status(code, context: context, cause: cause, reason: reason)
    }

    /// INVALID_ARGUMENT with `message`.
    public static func invalid(_ message: String) -> Status { Status(.invalidArgument, message) }
}

extension Status: CustomStringConvertible {
    public var description: String { "\(code.name): \(message)" }
}
