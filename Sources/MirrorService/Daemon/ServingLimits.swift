import DocumentStore
import Listening
import TTRPC

/// What users and queries may take of the daemon: the settings of `limits` in the configuration
/// file. A user is one of the machine's, by the uid of the peer.
public struct ServingLimits: Equatable, Sendable {
    /// Open connections, of all users; fewer where the process may not open as many files.
    public var connections = ServiceLimits.connectionsMax
    /// Open connections of one user; nil for half of all.
    public var connectionsPerUser: Int?
    /// Seconds without a call after which a connection may be closed, of a user who has more than
    /// half of its share.
    public var idleSeconds = ServiceLimits.idleSeconds
    /// Calls and streams of one connection at once.
    public var callsPerConnection = TTRPCLimits.callsPerConnection
    /// Calls that wait for a worker, in each kind of work; half of them of one user.
    public var callsWaiting = TTRPCLimits.queueLengthMax
    /// Bytes of one user's incomplete requests.
    public var inputBytesPerUser = TTRPCLimits.inputBytesPerUser
    public var streamsPerUser = TTRPCLimits.streamsPerUser
    public var transactionsPerUser = DocumentStoreLimits.transactionsMax / 2
    public var listeners = ListeningLimits.listenersMax
    public var listenersPerUser = ListeningLimits.listenersPerUserMax
    public var query = QueryLimits()

    public init() {}
}

/// What one query of documents may cost.
public struct QueryLimits: Equatable, Sendable {
    /// Seconds of a worker: those in which it waits for its reader or for others do not count.
    public var seconds = ServiceLimits.querySeconds
    /// Index entries and documents visited.
    public var rows = ServiceLimits.queryRowsMax
    /// Bytes of the documents read.
    public var bytes = ServiceLimits.queryBytesMax

    public init() {}
}
