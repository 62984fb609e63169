import LinuxSystem
import ProtobufWire
import Synchronization

/// The cancellation flag of a call. Any thread.
final class CallCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

/// What a handler may know of its call besides the payload. Valid during the call of the handler.
public struct CallContext: ~Copyable {
    /// The caller's credentials, from the kernel.
    public let peer: PeerCredentials
    /// Unique among the connections of this server's lifetime.
    public let connectionID: UInt64
    /// The call's number on its connection.
    public let streamID: UInt32
    /// When the caller stops waiting: monotonic nanoseconds; nil without a timeout.
    public let deadlineNanoseconds: UInt64?
    private let request: UnsafeRawBufferPointer
    private let cancellation: CallCancellation?
    /// The turn of a call that runs on a worker; nil on the event loop.
    public let turn: CallTurn?

    init(
        peer: PeerCredentials, connectionID: UInt64, streamID: UInt32,
        deadlineNanoseconds: UInt64?, request: UnsafeRawBufferPointer,
        cancellation: CallCancellation?, turn: CallTurn? = nil
    ) {
        self.peer = peer
        self.connectionID = connectionID
        self.streamID = streamID
        self.deadlineNanoseconds = deadlineNanoseconds
        self.request = request
        self.cancellation = cancellation
        self.turn = turn
    }

    /// True once the caller has left or its deadline has passed. Long handlers should poll it.
    public var isCancelled: Bool {
        if cancellation?.isCancelled == true { return true }
        guard let deadlineNanoseconds else { return false }
        return SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
    }

    /// The first value of a metadata key, in whatever case of ASCII letters it is written; nil if
    /// there is none. A request whose metadata cannot be read never becomes a call.
    public func metadata(_ key: String) -> String? {
        request.count == 0 ? nil : RequestView.metadata(key, in: request)
    }

    /// Calls `body` with the given context, to test handlers without a server.
    public static func with<Result, Failure: Error>(
        peer: PeerCredentials, metadata: [(key: String, value: String)] = [],
        deadlineNanoseconds: UInt64? = nil,
        _ body: (borrowing CallContext) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var writer = WireWriter()
        for pair in metadata {
            writer.message(5) {
                $0.string(1, pair.key)
                $0.string(2, pair.value)
            }
        }
        return try writer.bytes.withUnsafeBufferPointer { bytes throws(Failure) in
            let context = CallContext(
                peer: peer, connectionID: 0, streamID: 1,
                deadlineNanoseconds: deadlineNanoseconds,
                request: UnsafeRawBufferPointer(bytes),
                cancellation: nil)
            return try body(context)
        }
    }
}
