import PointOfSale
import StatusCodes
import TTRPC

extension WriteRecord {
    /// The text for a write whose sender died.
    static let lostText = "the write was on its way when the daemon ended" + newKeyText

    private static let newKeyText =
        ", so the POS may or may not have acted: look there, then use a"
        + " new idempotency_key if it has not"

    mutating func makeUnknown(_ text: String) {
        state = .unknown
        error = text
    }

    /// Records a failure and returns the error for the caller.
    ///
    /// - Parameter sent: texts of the request, which no error repeats.
    mutating func take(_ failure: WriteFailure, sent: [String]) -> Status {
        switch failure {
        case .open(let text):
            makeUnknown(text + whatToDo)
            return Status(.unknown, error)
        case .mirror(let cause):
            state = .refused
            error = cause.message
            return Status(cause.code, cause.message + progress)
        case .pos(let cause):
            guard cause.isUntouched else {
                makeUnknown(Self.doubt(cause, sent: sent) + whatToDo)
                return Status(.unknown, error)
            }
            state = .refused
            error = Self.reason(cause, sent: sent)
            let act = hasProgress ? "the POS has not acted on this step" : "the POS has not acted"
            return Status(Self.code(cause), "\(act): \(error)" + progress)
        }
    }

    /// What to do when the outcome is unknown: a retry checks an order with open steps again.
    private var whatToDo: String {
        guard hasProgress else { return Self.newKeyText }
        return ", so the POS may or may not have acted: look at order \(outcome.orderID) there; the"
            + " same idempotency_key looks there again and goes on with what it finds"
    }

    /// What a partial execution means; empty without one.
    private var progress: String {
        guard hasProgress else { return "" }
        let added = steps.filter { $0.call == .addLine && $0.state == .done }.count
        let lines = steps.filter { $0.call == .addLine }.count
        return "; order \(outcome.orderID) is open at the POS with \(added) of \(lines) lines, and"
            + " the same idempotency_key goes on there"
    }

    /// Why the outcome is unknown.
    private static func doubt(_ error: POSError, sent: [String]) -> String {
        if let status = error.status {
            return "the POS answered with HTTP \(status), which does not say what it did"
        }
        if error.code == .suspicious, let own = error.reason {
            let text = RefusalText.scrubbed(own, sent: sent)
            return "the POS's answer contradicts itself: \(text)"
        }
        switch error.code {
        case .suspicious: return error.message
        case .malformed, .tooLarge: return "the POS's answer cannot be read"
        default: return "no answer came"
        }
    }

    private static func code(_ error: POSError) -> StatusCode {
        switch error.code {
        case .credentialsRejected: .failedPrecondition
        case .rateLimited: .resourceExhausted
        case .unavailable, .timeout, .cancelled: .unavailable
        case .http(404): .notFound
        case .http(409): .alreadyExists
        case .http(401), .http(403), .refused: .failedPrecondition
        case .http, .invalidRequest: .invalidArgument
        case .malformed, .tooLarge, .suspicious: .unavailable
        }
    }

    /// Why the POS has not acted, with its own message if any.
    private static func reason(_ error: POSError, sent: [String]) -> String {
        let text = general(error)
        guard let own = error.reason.map({ RefusalText.scrubbed($0, sent: sent) }), !own.isEmpty
        else { return text }
        return "\(text): \(own)"
    }

    private static func general(_ error: POSError) -> String {
        switch error.code {
        case .credentialsRejected: "it rejects the location's credentials"
        case .rateLimited: "it is busy, try again later"
        case .unavailable, .timeout, .cancelled: "it cannot be reached, try again later"
        case .http(403): "the location's account may not do this (HTTP 403)"
        case .http(404): "it does not know what was named (HTTP 404)"
        case .http(let status): "it refuses the request (HTTP \(status))"
        case .refused: "it refuses the request"
        case .invalidRequest: "the request cannot be made of these values"
        case .malformed, .tooLarge, .suspicious: "its answer to the login cannot be read"
        }
    }
}
