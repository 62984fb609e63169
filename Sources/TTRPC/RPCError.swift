/// The codes of google.rpc.Code. Raw values go over the wire: never renumber.
public enum RPCCode: Int32, Sendable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case internalError = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16

    /// The name that Google's documents use, such as `NOT_FOUND`.
    public var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internalError: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }
}

/// How a call failed, as the peer sees it: never put contents of documents or secrets in it.
public struct RPCError: Error, Equatable, Sendable, CustomStringConvertible {
    public let code: RPCCode
    /// Cut to ``TTRPCLimits/errorTextBytesMax`` when it is sent.
    public let message: String

    public init(_ code: RPCCode, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code.name): \(message)" }

    /// At most `bytesMax` bytes of `text`, cut between two characters of UTF-8.
    static func cut(_ text: String, bytesMax: Int) -> Substring.UTF8View {
        let bytes = text.utf8
        guard
            var end = bytes.index(bytes.startIndex, offsetBy: bytesMax, limitedBy: bytes.endIndex)
        else { return text[...].utf8 }
        // A continuation byte is 10xxxxxx; step back to the byte that starts the character.
        while end > bytes.startIndex, end < bytes.endIndex, bytes[end] & 0xC0 == 0x80 {
            end = bytes.index(before: end)
        }
        return text[..<end].utf8
    }
}
