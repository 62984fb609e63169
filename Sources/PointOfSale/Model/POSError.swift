/// The failure of a call to the POS. Contains no credentials, query or body; the POS's short error
/// text only for calls other than the login.
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
        /// The POS reports in a 2xx response that it did not execute the request.
        case refused
        /// Any other status than 2xx.
        case http(Int)
    }

    public let code: Code
    /// Path below the base URL, without the query.
    public let path: String
    public let message: String
    /// The POS has certainly not executed the call: it was not sent, or was refused. If false, the
    /// outcome is unknown.
    public var isUntouched: Bool
    /// HTTP status of the response; nil without one.
    public let status: Int?
    /// The POS's message, one line; nil without one. May repeat request data.
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

    /// This failure, if it happened before the call itself, such as in its login.
    public var beforeTheCall: POSError {
        var error = self
        error.isUntouched = true
        return error
    }
}
