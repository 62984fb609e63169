import StatusCodes
import Synchronization

/// The reply that a `.deferred` handler owes. Any thread may call any method. One that is dropped
/// unfinished ends its call with INTERNAL.
public final class DeferredReply: Sendable {
    private let call: QueuedCall
    private let cancellation: CallCancellation
    private let isFinished = Atomic<Bool>(false)

    init(_ call: QueuedCall, _ cancellation: CallCancellation) {
        self.call = call
        self.cancellation = cancellation
    }

    deinit {
        finish(throwing: Status(.internalError, "the call was forgotten"))
    }

    /// True once nobody waits for the reply: the caller has left or its deadline has passed.
    public var isCancelled: Bool { cancellation.isCancelled }

    /// Ends the call with an encoded reply. Only the first end has an effect.
    public func finish(_ payload: [UInt8]) { end { call.reply(payload) } }

    /// Ends the call with an error. Only the first end has an effect.
    public func finish(throwing error: Status) { end { call.fail(error) } }

    /// Leaves the end of the call to somebody else.
    func abandon() { isFinished.store(true, ordering: .releasing) }

    private func end(_ body: () -> Void) {
        guard !isFinished.exchange(true, ordering: .acquiringAndReleasing), !isCancelled else {
            return
        }
        body()
    }
}
