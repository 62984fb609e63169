import HTTPTransport

import PointOfSale

/// Why one try of a call failed, and what may be done about it.
struct TryFailure: Error {
    private(set) var error: POSError
    private(set) var isUnauthorized = false
    /// The POS answered the login with a refusal, or with no token.
    private(set) var isRefusedLogin = false
    private(set) var retryAfterMilliseconds: Int64?
    /// A later try may succeed.
    private var isTransient = false

    func mayRetry(_ call: AlleavesCall) -> Bool {
        isTransient && (call.isRead || error.isUntouched)
    }

    /// The exchange failed, or its body was refused while it arrived.
    init(
        _ transport: TransportError, _ call: AlleavesCall, stoppedBy fault: JSONFault?,
        _ scrubber: ForeignText
    ) {
        if let fault {
            self.init(fault, call)
            return
        }
        let reason = scrubber.scrubbed(transport.reason) ?? ""
        self.init(POSError(transport, path: call.path, reason: reason))
        switch transport.kind {
        // What was cut off in transit may arrive whole the next time.
        case .timeout, .connect, .malformed: isTransient = true
        case .tls, .tooLarge, .cancelled, .other: break
        }
    }

    /// The answer is not what it should be.
    init(_ fault: JSONFault, _ call: AlleavesCall) {
        self.init(POSError(fault, path: call.path))
        isTransient = fault.kind == .truncated
        // A login without a token is a refusal, whatever its status.
        isRefusedLogin = call.path == LoginAnswer.path && fault.kind == .unexpectedShape
    }

    init(isCancelled: Bool, _ call: AlleavesCall) {
        self.init(
            isCancelled
                ? POSError(
                    code: .cancelled, path: call.path, message: "cancelled", isUntouched: true)
                : POSError(
                    code: .timeout, path: call.path, message: "deadline passed",
                    isUntouched: true))
    }

    private init(_ error: POSError) { self.error = error }

    /// The status is not 2xx.
    init(
        _ response: HTTPResponse, _ call: AlleavesCall, wallMilliseconds: Int64,
        _ scrubber: ForeignText
    ) {
        let status = response.head.status
        let isLogin = call.path == LoginAnswer.path
        let text = isLogin ? nil : scrubber.reason(of: response.body)
        let message = text.map { "HTTP \(status): \($0)" } ?? "HTTP \(status)"
        let code: POSError.Code =
            switch status {
            case 401: .credentialsRejected
            case 408: .timeout
            case 429: .rateLimited
            case 500...599: .unavailable
            default: .http(status)
            }
        // A request that the POS calls wrong it has not carried out; a proxy's 408 says nothing.
        let isRefused = (400..<500).contains(status) && status != 408
        self.init(
            POSError(
                code: code, path: call.path, message: message, isUntouched: isRefused,
                status: status, reason: text))
        isUnauthorized = status == 401
        isRefusedLogin = isLogin && [400, 401, 403, 422].contains(status)
        isTransient = status == 408 || status == 429 || (500...599).contains(status)
        if isTransient, let header = response.head.retryAfter {
            retryAfterMilliseconds = RetryAfter.milliseconds(
                header, wallMilliseconds: wallMilliseconds)
        }
    }
}

extension ForeignText {
    /// Members that hold the POS's own words for why a call failed.
    static let reasonKeys: Set<String> = ["message", "error"]

    /// The POS's `message`, else `error`, of an answer, fit to be shown.
    func reason(of body: [UInt8]) -> String? {
        let answer = try? JSONReader.read(body, keeping: { Self.reasonKeys.contains($0) })
        return answer.flatMap { reason(of: $0) }
    }

    /// The same of a decoded answer; `error` may be an object that has a `message`.
    func reason(of answer: JSONValue) -> String? {
        for key in ["message", "error"] {
            let value = answer[key]
            if case .string(let text)? = value?["message"] ?? value,
                let shown = scrubbed(text)
            {
                return shown
            }
        }
        return nil
    }
}
