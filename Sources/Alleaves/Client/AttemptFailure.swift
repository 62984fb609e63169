import HTTPTransport

import JSON
import PointOfSale

/// The failure of one attempt of a call, and whether to retry.
struct AttemptFailure: Error {
    private(set) var error: POSError
    private(set) var isUnauthorized = false
    /// The POS refused the login or returned no token.
    private(set) var isRefusedLogin = false
    private(set) var retryAfterMilliseconds: Int64?
    /// A later attempt may succeed.
    private var isTransient = false

    func mayRetry(_ call: AlleavesCall) -> Bool {
        isTransient && (call.isRead || error.isUntouched)
    }

    /// The exchange failed, or its body was rejected while streaming.
    init(
        _ transport: TransportError, _ call: AlleavesCall, stoppedBy fault: JSONFault?,
        _ scrubber: RedactedText
    ) {
        if let fault {
            self.init(fault, call)
            return
        }
        let reason = scrubber.scrubbed(transport.reason) ?? ""
        self.init(POSError(transport, path: call.path, reason: reason))
        switch transport.kind {
        // A truncated response may be complete the next time.
        case .timeout, .connect, .malformed: isTransient = true
        case .tls, .tooLarge, .cancelled, .other: break
        }
    }

    /// The response is malformed.
    init(_ fault: JSONFault, _ call: AlleavesCall) {
        self.init(POSError(fault, path: call.path))
        isTransient = fault.kind == .truncated
        // A login without a token is a refusal, whatever its status.
        isRefusedLogin = call.path == LoginResponse.path && fault.kind == .unexpectedShape
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
        _ scrubber: RedactedText
    ) {
        let status = response.head.status
        let isLogin = call.path == LoginResponse.path
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
        // A 4xx means that the request was not executed, except a proxy's 408.
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

extension RedactedText {
    /// Members with the POS's message for a failure.
    static let reasonKeys: Set<String> = ["message", "error"]

    /// The POS's `message`, otherwise `error`, of a response, redacted.
    func reason(of body: [UInt8]) -> String? {
        // An answer that is no JSON gives no reason.
        let answer = try? JSONParser.parse(
            body, .lenient, keeping: { Self.reasonKeys.contains($0) })
        return answer.flatMap { reason(of: $0) }
    }

    /// As above for a decoded response; `error` may be an object with a `message`.
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
