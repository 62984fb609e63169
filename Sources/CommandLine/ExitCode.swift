/// The exit codes of `posmirror`. Documented for scripts: never change raw values.
public enum ExitCode: Int32, CaseIterable, Sendable {
    case ok = 0
    case failed = 1
    case usage = 2
    case noDaemon = 3
    case notFound = 4
    case notPermitted = 5
    case deadline = 6
    case unknownOutcome = 7
    case data = 65
    case `internal` = 70
    case interrupted = 130

    /// The code of failures without a more specific one.
    var name: String {
        switch self {
        case .ok: "OK"
        case .failed: "FAILED"
        case .usage: "USAGE"
        case .noDaemon: "UNAVAILABLE"
        case .notFound: "NOT_FOUND"
        case .notPermitted: "PERMISSION_DENIED"
        case .deadline: "DEADLINE_EXCEEDED"
        case .unknownOutcome: "UNKNOWN"
        case .data: "DATA_LOSS"
        case .internal: "INTERNAL"
        case .interrupted: "CANCELLED"
        }
    }

    /// The help's description.
    public var summary: String {
        switch self {
        case .ok: "done"
        case .failed: "the request was refused, a sync failed, or a check found problems"
        case .usage: "the command line is wrong"
        case .noDaemon: "no daemon answers, or the connection was lost"
        case .notFound: "there is no such document, product or tenant"
        case .notPermitted: "the caller may not do this, or did not say who it is"
        case .deadline: "the call took longer than its timeout"
        case .unknownOutcome: "the POS may or may not have acted; look there before you try anew"
        case .data: "a feed, store or backup cannot be used or is not whole, or documents are lost"
        case .internal: "a fault in the daemon or in this program, or output that cannot be written"
        case .interrupted: "stopped by Ctrl-C or SIGTERM"
        }
    }
}
