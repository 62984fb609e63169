import Glibc
import LinuxSystem
import StatusCodes

/// One connection, shared by any number of calling threads.
///
/// There is no dedicated reading thread. A caller that waits for a reply, and finds no other thread
/// reading, reads for all of them; a single caller thus pays no context switch. A sender that finds
/// the socket full reads too, so that two peers that both send cannot deadlock.
// @unchecked: `reader` is touched only by the thread that has set `isReading` under the lock.
final class ClientConnection: @unchecked Sendable {
    /// The connection's name in error texts.
    let name: String
    private let descriptor: FileDescriptor
    private let inboxes = Monitor(ClientInboxes())
    private let reader = ClientReader()
    /// The next stream number. Held while the request is written, because numbers must increase on
    /// the wire. A monitor rather than a Mutex, whose futex the thread sanitizer cannot see.
    private let sending = Monitor(UInt32(1))

    init(_ descriptor: FileDescriptor, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    // MARK: Sending

    /// Opens a stream by sending its request; returns the stream's number.
    func open(
        _ request: [UInt8], flags: UInt8, deadlineNanoseconds: UInt64?
    ) throws(Status) -> UInt32 {
        try sending.withLock { nextID throws(Status) in
            let streamID = nextID
            precondition(streamID & 1 == 1, "a client's numbers are odd")
            guard streamID < UInt32.max - 2 else {
                throw Status(.unavailable, "\(name): stream numbers are used up, reconnect")
            }
            try inboxes.withLock { inboxes throws(Status) in
                if let failure = inboxes.failure { throw failure }
                precondition(inboxes.streams[streamID] == nil, "a number is used once")
                inboxes.streams[streamID] = ClientInboxes.Inbox()
            }
            nextID += 2
            let frame = FrameEncoder.frame(.request, streamID: streamID, flags: flags, request)
            do throws(Status) {
                try write(frame, deadlineNanoseconds)
            } catch {
                forget(streamID)
                throw error
            }
            return streamID
        }
    }

    /// Sends whole frames of streams that are open.
    func send(_ frames: [UInt8], deadlineNanoseconds: UInt64?) throws(Status) {
        try sending.withLock { _ throws(Status) in try write(frames, deadlineNanoseconds) }
    }

    private func write(_ bytes: [UInt8], _ deadline: UInt64?) throws(Status) {
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
                    // Part of a frame is sent: nothing may follow but its rest, so the connection
                    // is unusable.
                    throw fail("the server does not read")
                }
                try waitWritable()
            }
        }
    }

    /// Waits until the socket is writable, and reads meanwhile unless another thread does. The wait
    /// is short, because that thread may stop reading once it has its reply.
    private func waitWritable() throws(Status) {
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

    /// The next message of a stream. Throws DEADLINE_EXCEEDED after the monotonic
    /// `deadlineNanoseconds`.
    func receive(
        _ streamID: UInt32, deadlineNanoseconds: UInt64?
    ) throws(Status) -> ClientMessage {
        while true {
            let reception = inboxes.wait(untilNanoseconds: deadlineNanoseconds) {
                inboxes -> Reception? in
                do throws(Status) {
                    if let message = try inboxes.take(streamID) { return .message(message) }
                } catch {
                    return .failure(error)
                }
                if let failure = inboxes.failure { return .failure(failure) }
                guard !inboxes.isReading else { return nil }
                inboxes.isReading = true
                return .read
            }
            switch reception {
            case .message(let message): return message
            case .failure(let error): throw error
            case nil: throw Self.deadlineExceeded
            case .read: readForAll(deadlineNanoseconds)
            }
            if let deadlineNanoseconds, case .read? = reception,
                SystemClock.monotonicNanoseconds() >= deadlineNanoseconds
            {
                guard
                    let message = try inboxes.withLock({ inboxes throws(Status) in
                        try inboxes.take(streamID)
                    })
                else { throw Self.deadlineExceeded }
                return message
            }
        }
    }

    private enum Reception {
        case message(ClientMessage)
        case failure(Status)
        case read
    }

    /// Performs one read and delivers its frames. REQUIRES: the caller has set `isReading`.
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

    /// Discards all further messages of a stream.
    func forget(_ streamID: UInt32) {
        inboxes.withLock { _ = $0.streams.removeValue(forKey: streamID) }
    }

    // MARK: The end

    /// Closes the connection: pending and later calls throw UNAVAILABLE.
    func close() {
        _ = fail("the client was closed")
    }

    var isClosed: Bool { inboxes.withLock { $0.failure != nil } }

    static var deadlineExceeded: Status { Status(.deadlineExceeded, "deadline exceeded") }

    private func failReading(_ reason: String) {
        _ = fail(reason)
        inboxes.update { $0.isReading = false }
    }

    private func fail(_ reason: String) -> Status {
        let error = inboxes.update { inboxes in
            let error = inboxes.failure ?? Status(.unavailable, "\(name): \(reason)")
            inboxes.failure = error
            return error
        }
        descriptor.shutdown()
        return error
    }
}
