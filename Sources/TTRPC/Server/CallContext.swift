import LinuxSystem
import ProtobufWire
import Synchronization

/// Whether a call still has somebody who waits for it. Any thread may ask.
final class CallCancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    var isCancelled: Bool { flag.load(ordering: .relaxed) }

    func cancel() { flag.store(true, ordering: .relaxed) }
}

/// What a handler knows about the call beside its payload. Valid only inside the handler.
public struct CallContext: ~Copyable {
    /// Who called, by the kernel's word.
    public let peer: PeerCredentials
    /// Distinguishes connections for as long as the server runs.
    public let connectionID: UInt64
    /// The call's number on its connection.
    public let streamID: UInt32
    /// The monotonic time (nanoseconds) at which the caller stops waiting, nil without a timeout.
    public let deadlineNanoseconds: UInt64?
    private let request: UnsafeRawBufferPointer
    private let cancellation: CallCancellation?

    init(
        peer: PeerCredentials, connectionID: UInt64, streamID: UInt32,
        deadlineNanoseconds: UInt64?, request: UnsafeRawBufferPointer,
        cancellation: CallCancellation?
    ) {
        self.peer = peer
        self.connectionID = connectionID
        self.streamID = streamID
        self.deadlineNanoseconds = deadlineNanoseconds
        self.request = request
        self.cancellation = cancellation
    }

    /// True once the caller is gone or its time is over; long handlers ask now and then.
    public var isCancelled: Bool {
        if cancellation?.isCancelled == true { return true }
        guard let deadlineNanoseconds else { return false }
        return SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
    }

    /// The first value of a metadata key, compared byte for byte; nil if there is none.
    public func metadata(_ key: String) -> String? {
        request.count == 0 ? nil : RequestView.metadata(key, in: request)
    }

    /// Calls `body` with a context made by hand, for tests of handlers.
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
