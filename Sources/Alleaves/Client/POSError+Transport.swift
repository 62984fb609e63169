import HTTPTransport
import JSON
import PointOfSale

extension POSError {
    /// - Parameter reason: a displayable text of the transport.
    init(_ error: TransportError, path: String, reason: String) {
        let code: Code =
            switch error.kind {
            case .timeout: .timeout
            case .connect, .tls: .unavailable
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .malformed: .malformed
            case .other: .invalidRequest
            }
        self.init(
            code: code, path: path, message: "\(error.kind.rawValue): \(reason)",
            isUntouched: error.isUnsent)
    }

    init(_ fault: JSONFault, path: String) {
        let code: Code = fault.kind == .tooLarge ? .tooLarge : .malformed
        self.init(code: code, path: path, message: fault.description)
    }
}
