import Glibc
import LinuxSystem
import StatusCodes
import TTRPC

/// Why a call of ``MirrorClient`` failed.
public struct MirrorClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where the call failed.
    public enum Kind: Equatable, Sendable {
        /// Nobody could be reached at the socket; nothing was sent.
        case noDaemon
        /// The daemon answered with an error.
        case call(service: String, method: String)
        /// The connection ended during the call.
        case lost(service: String, method: String)
        /// The answer is not the message that was expected.
        case malformedReply(service: String, method: String)
    }

    public let kind: Kind
    /// The daemon's code, or the nearest for what happened on this side.
    public let code: StatusCode
    /// What happened, in words.
    public let message: String
    /// What to do about it; empty where there is nothing to say.
    public let remedy: String

    public init(kind: Kind, code: StatusCode, message: String, remedy: String = "") {
        self.kind = kind
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    /// A connect that failed.
    static func unreachable(_ socket: String, _ error: SystemError) -> MirrorClientError {
        switch error.code {
        case EACCES, EPERM:
            MirrorClientError(
                kind: .noDaemon, code: .permissionDenied,
                message: "the socket \(socket) does not admit this user",
                remedy: "run as the daemon's user or as a member of the socket's group")
        case ENAMETOOLONG:
            MirrorClientError(
                kind: .noDaemon, code: .invalidArgument,
                message: "\(socket) is longer than the path of a socket may be",
                remedy: "choose one of at most \(Socket.pathBytesMax) bytes")
        default:
            MirrorClientError(
                kind: .noDaemon, code: .unavailable, message: "no daemon answers at \(socket)",
                remedy: "start posmirrord --data DIR, or set POSMIRROR_SOCKET")
        }
    }

    /// The failure of one call.
    ///
    /// - Parameter isClosed: the connection has ended, so that nobody answered.
    package static func call(
        _ service: String, _ method: String, _ error: Status, isClosed: Bool
    ) -> MirrorClientError {
        let isLost = isClosed && error.code == .unavailable
        return MirrorClientError(
            kind: isLost
                ? .lost(service: service, method: method)
                : .call(service: service, method: method),
            code: error.code,
            message: error.message.isEmpty ? error.code.name : error.message,
            remedy: isLost
                ? "see whether the daemon is running and what it logged"
                : remedy(for: error.code))
    }

    /// An answer that is not what was asked for.
    package static func malformed(_ service: String, _ method: String) -> MirrorClientError {
        MirrorClientError(
            kind: .malformedReply(service: service, method: method), code: .internalError,
            message: "the answer to \(method) is malformed",
            remedy: "daemon and client may be of different versions")
    }

    private static func remedy(for code: StatusCode) -> String {
        switch code {
        case .unauthenticated, .permissionDenied:
            "run as the daemon's user, or as one that its configuration gives the role"
        case .deadlineExceeded: "try again, or allow more time with --timeout SECONDS"
        case .unimplemented:
            "the location's point of sale has no such call, or daemon and client are of different"
                + " versions"
        case .internalError, .dataLoss: "see the daemon's log"
        case .ok, .cancelled, .unknown, .invalidArgument, .notFound, .alreadyExists,
            .resourceExhausted, .failedPrecondition, .aborted, .outOfRange, .unavailable:
            ""
        }
    }

    public var description: String {
        let text = "\(code.name): \(message)"
        return remedy.isEmpty ? text : "\(text); \(remedy)"
    }
}
