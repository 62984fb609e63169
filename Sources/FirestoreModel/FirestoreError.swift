import ProtobufWire

/// google.rpc.Code, complete; the raw values are on the wire.
public enum StatusCode: Int32, Sendable, CaseIterable {
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
    case `internal` = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
}

/// An error of the document model: the status for the caller and a message without document
/// contents.
public struct FirestoreError: Error, Equatable, Sendable {
    public let code: StatusCode
    public let message: String

    public init(_ code: StatusCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Path errors are INVALID_ARGUMENT, except a malformed stored key.
    public init(_ error: PathError) {
        self.init(error == .malformedKey ? .dataLoss : .invalidArgument, error.message)
    }

    /// A message that is no protobuf, or not the one it should be.
    public init(_ error: WireError) {
        self.init(.invalidArgument, "malformed message: \(error)")
    }

    /// A text that is no JSON document.
    public init(_ error: JSONError) {
        self.init(.invalidArgument, error.message)
    }

    /// INVALID_ARGUMENT with `message`.
    public static func invalid(_ message: String) -> FirestoreError {
        FirestoreError(.invalidArgument, message)
    }
}

extension FirestoreError: CustomStringConvertible {
    /// As ``message``.
    public var description: String { message }
}
