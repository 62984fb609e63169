import Glibc
import LinuxSystem

/// A connection that many threads call through.
///
/// There is no reading thread: whoever waits for a reply and finds nobody reading reads for all,
/// so a single caller pays no switch between threads. A sender that finds the socket full reads as
/// well, so that two peers that both send cannot wait for each other.
// @unchecked: `reader` is touched only by the thread that has set `isReading` under the lock.
final class ClientConnection: @unchecked Sendable {
    /// What the connection goes to, for errors.
    let name: String
    private let descriptor: FileDescriptor
    private let inboxes = Monitor(ClientInboxes())
    private let reader = ClientReader()
    /// The next stream number; held while the request is written, since numbers on the wire
    /// must increase. A monitor rather than a Mutex, whose futex the thread sanitizer cannot see.
    private let sending = Monitor(UInt32(1))

    init(_ descriptor: FileDescriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    // MARK: Sending

    /// Opens a stream with a request; returns its number.
    func open(
        _ request: [UInt8], flags: UInt8, deadlineNanoseconds: UInt64?
    ) throws(RPCError) -> UInt32 {
        try sending.withLock { nextID throws(RPCError) in
            let streamID = nextID
            precondition(streamID & 1 == 1, "a client's numbers are odd")
            guard streamID < UInt32.max - 2 else {
                throw RPCError(.unavailable, "\(name): stream numbers are used up, reconnect")
            }
            try inboxes.withLock { inboxes throws(RPCError) in
                if let failure = inboxes.failure { throw failure }
                precondition(inboxes.streams[streamID] == nil, "a number is used once")
                inboxes.streams[streamID] = ClientInboxes.Inbox()
            }
            nextID += 2
            let frame = FrameEncoder.frame(.request, streamID: streamID, flags: flags, request)
            do throws(RPCError) {
                try write(frame, deadlineNanoseconds)
            } catch {
                forget(streamID)
                throw error
            }
            return streamID
        }
    }

    /// Sends whole frames of open streams.
    func send(_ frames: [UInt8], deadlineNanoseconds: UInt64?) throws(RPCError) {
        try sending.withLock { _ throws(RPCError) in try write(frames, deadlineNanoseconds) }
    }

    private func write(_ bytes: [UInt8], _ deadline: UInt64?) throws(RPCError) {
        var offset = 0
        while offset < bytes.count {
            let result: IOResult
            do throws(SystemError) {
                result = try bytes.withUnsafeBufferPointer { all throws(SystemError) in
                    let rest = UnsafeBufferPointer(rebasing: all[offset...])
                    return try descriptor.send(UnsafeRawBufferPointer(rest), wait: false)
                }
            } catch {
                throw fail("\(error)")
            }
            switch result {
            case .moved(let count): offset += count
            case .closed: throw fail("the server closed the connection")
            case .wouldBlock:
                if let deadline, SystemClock.monotonicNanoseconds() >= deadline {
                    guard offset > 0 else { throw Self.deadlineExceeded }
                    // Half a frame is out: the rest would have to follow, so nothing else can.
                    throw fail("the server does not read")
                }
                try waitWritable()
            }
        }
    }

    /// Waits for room to send, reading meanwhile unless another thread does. Looks again after a
    /// short time, for that thread may have got its reply and stopped.
    private func waitWritable() throws(RPCError) {
        let isReader = inboxes.withLock { inboxes in
            guard !inboxes.isReading else { return false }
            inboxes.isReading = true
            return true
        }
        do throws(SystemError) {
            let interest: ReadyEvents = isReader ? [.readable, .writable] : .writable
            _ = try descriptor.waitReady(for: interest, timeoutMilliseconds: 10)
        } catch {
            if isReader { inboxes.update { $0.isReading = false } }
            throw fail("\(error)")
        }
        if isReader { readForAll(SystemClock.monotonicNanoseconds()) }
    }

    // MARK: Receiving

    /// The next message of a stream. DEADLINE_EXCEEDED when the monotonic `deadline` passes.
    func receive(
        _ streamID: UInt32, deadlineNanoseconds: UInt64?
    ) throws(RPCError) -> ClientMessage {
        while true {
            let turn = inboxes.wait(untilNanoseconds: deadlineNanoseconds) { inboxes -> Turn? in
                do throws(RPCError) {
                    if let message = try inboxes.take(streamID) { return .message(message) }
                } catch {
                    return .failure(error)
                }
                if let failure = inboxes.failure { return .failure(failure) }
                guard !inboxes.isReading else { return nil }
                inboxes.isReading = true
                return .read
            }
            switch turn {
            case .message(let message): return message
            case .failure(let error): throw error
            case nil: throw Self.deadlineExceeded
            case .read: readForAll(deadlineNanoseconds)
            }
            if let deadlineNanoseconds, case .read? = turn,
                SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
            {
                guard
                    let message = try inboxes.withLock({ inboxes throws(RPCError) in
                        try inboxes.take(streamID)
                    })
                else { throw Self.deadlineExceeded }
                return message
            }
        }
    }

    private enum Turn {
        case message(ClientMessage)
        case failure(RPCError)
        case read
    }

    /// Reads once and files what came. The caller has set `isReading`.
    private func readForAll(_ deadline: UInt64?) {
        do throws(SystemError) {
            switch try reader.read(descriptor, deadlineNanoseconds: deadline) {
            case .frames(let frames):
                inboxes.update { inboxes in
                    precondition(inboxes.isReading, "one thread reads for all")
                    inboxes.isReading = false
                    for frame in frames { inboxes.deliver(frame.message, to: frame.streamID) }
                }
            case .timedOut: inboxes.update { $0.isReading = false }
            case .closed: failReading("the server closed the connection")
            case .garbage: failReading("the server does not speak ttrpc")
            }
        } catch {
            failReading("\(error)")
        }
    }

    /// Drops what arrives for a stream from now on.
    func forget(_ streamID: UInt32) {
        inboxes.withLock { _ = $0.streams.removeValue(forKey: streamID) }
    }

    // MARK: The end

    /// Every call that waits, and every later one, throws UNAVAILABLE.
    func close() {
        _ = fail("the client was closed")
    }

    var isClosed: Bool { inboxes.withLock { $0.failure != nil } }

    static var deadlineExceeded: RPCError { RPCError(.deadlineExceeded, "deadline exceeded") }

    private func failReading(_ reason: String) {
        _ = fail(reason)
        inboxes.update { $0.isReading = false }
    }

    private func fail(_ reason: String) -> RPCError {
        let error = inboxes.update { inboxes in
            let error = inboxes.failure ?? RPCError(.unavailable, "\(name): \(reason)")
            inboxes.failure = error
            return error
        }
        descriptor.shutdown()
        return error
    }
}
