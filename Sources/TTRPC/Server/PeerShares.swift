import Synchronization

/// What one user's connections may take of a server at most.
public struct PeerLimits: Equatable, Sendable {
    /// Open connections.
    public var connections: Int
    /// Streams that are open, of all its connections.
    public var streams: Int
    /// Bytes of incomplete frames.
    public var input: Int

    public init(
        connections: Int, streams: Int, input: Int = TTRPCLimits.inputBytesPerUser
    ) {
        self.connections = connections
        self.streams = streams
        self.input = input
    }
}

/// What each user's connections take of a server. Any thread.
final class PeerShares: Sendable {
    private struct Share {
        var connections = 0
        var streams = 0
        /// Bytes of incomplete frames.
        var input = 0

        var isNothing: Bool { connections == 0 && streams == 0 && input == 0 }
    }

    private let limits: PeerLimits
    private let shares = Mutex<[UInt32: Share]>([:])

    init(_ limits: PeerLimits) { self.limits = limits }

    /// Counts a connection of the user; false where it has too many.
    func openConnection(_ uid: UInt32) -> Bool {
        shares.withLock { shares in
            guard shares[uid, default: Share()].connections < limits.connections else {
                return false
            }
            shares[uid, default: Share()].connections += 1
            return true
        }
    }

    func closeConnection(_ uid: UInt32) { change(uid) { $0.connections -= 1 } }

    /// Counts a stream of the user; false where it has too many.
    func openStream(_ uid: UInt32) -> Bool {
        shares.withLock { shares in
            guard shares[uid, default: Share()].streams < limits.streams else { return false }
            shares[uid, default: Share()].streams += 1
            return true
        }
    }

    func closeStreams(_ uid: UInt32, count: Int = 1) {
        if count > 0 { change(uid) { $0.streams -= count } }
    }

    /// Counts memory for incomplete frames of the user, or gives it back; false where it has too
    /// much, counted all the same.
    func changeInput(_ uid: UInt32, by bytes: Int) -> Bool {
        shares.withLock { shares in
            shares[uid, default: Share()].input += bytes
            return shares[uid, default: Share()].input <= limits.input
        }
    }

    /// Whether the user has more than half of the connections that it may have: its idle ones may
    /// be closed then.
    func isCrowded(_ uid: UInt32) -> Bool {
        shares.withLock { $0[uid].map { $0.connections > limits.connections / 2 } ?? false }
    }

    private func change(_ uid: UInt32, _ body: (inout Share) -> Void) {
        shares.withLock { shares in
            guard var share = shares[uid] else {
                preconditionFailure("what is given back was taken")
            }
            body(&share)
            precondition(
                share.connections >= 0 && share.streams >= 0, "nothing is given back twice")
            shares[uid] = share.isNothing ? nil : share
        }
    }
}
