/// Why a call to the POS has no result. Holds no credentials, no query and no body; the POS's own
/// short error text only for calls other than the login.
public struct POSError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Code: Equatable, Sendable {
        /// The login was refused, or the POS refuses the token again after a new login.
        case credentialsRejected
        /// 429, still after the retries that the deadline allows.
        case rateLimited
        /// The caller's deadline, or the time allowed for one exchange, has passed.
        case timeout
        case cancelled
        /// No connection, or 5xx, still after retries.
        case unavailable
        /// The answer is not what the endpoint answers with.
        case malformed
        /// The answer is larger than allowed.
        case tooLarge
        /// The answer is well formed but cannot be true (a page served twice, for example).
        case suspicious
        /// The request cannot be made from these arguments.
        case invalidRequest
        /// The POS says in an answer of 2xx that it has not done what it was asked for.
        case refused
        /// Any other status than 2xx.
        case http(Int)
    }

    public let code: Code
    /// Path below the base URL, without the query.
    public let path: String
    public let message: String
    /// The POS has certainly not acted on the call: it was not sent, or refused. Where it is
    /// false, that is open.
    public var isUntouched: Bool
    /// Of the answer that says so; nil where none came.
    public let status: Int?
    /// The POS's own words for it, one line; nil where it gives none. May repeat what it was sent.
    public let reason: String?

    public init(
        code: Code, path: String, message: String, isUntouched: Bool = false, status: Int? = nil,
        reason: String? = nil
    ) {
        self.code = code
        self.path = path
        self.message = message
        self.isUntouched = isUntouched
        self.status = status
        self.reason = reason
    }

    public var description: String { "\(path): \(message)" }

    /// The same failure where what failed came before the call itself, such as its login.
    public var beforeTheCall: POSError {
        var error = self
        error.isUntouched = true
        return error
    }
}
