/// What work takes memory for; each has a share of its own, so that none starves another.
public enum MemoryUse: Int, CaseIterable, Sendable {
    /// Answers of a point of sale, while they are read and until they are stored.
    case answers
    /// Rows that queries sort or gather, and what transactions and listeners remember.
    case queries
    /// Replies and messages that their readers have not read yet.
    case replies
    /// Requests that arrive, or wait for a worker.
    case requests

    /// Its name in metrics and errors.
    public var name: String {
        switch self {
        case .answers: "answers"
        case .queries: "queries"
        case .replies: "replies"
        case .requests: "requests"
        }
    }

    /// Its part of the memory for work, in sixteenths: an inventory is the largest thing there is.
    var sixteenths: Int {
        switch self {
        case .answers: 6
        case .queries: 3
        case .replies: 4
        case .requests: 3
        }
    }

    /// The part of the share that large pieces of work leave to small ones.
    var keptPart: Int { self == .answers ? 8 : 4 }
}
