import CLinux
import Glibc

/// The owner of an open descriptor: it is closed when the last reference goes, never before.
///
/// Safe to use from several threads at once. To end a connection that another thread reads from,
/// call ``shutdown()``; closing under a reader would let the number be reused beneath it.
public final class FileDescriptor: Sendable {
    /// The number, for calls that this class does not have. Valid as long as the owner lives.
    public let rawValue: Int32

    /// Takes ownership of `rawValue`. REQUIRES: open and not owned elsewhere.
    public init(owning rawValue: Int32) {
        precondition(rawValue >= 0, "an owner needs an open descriptor")
        self.rawValue = rawValue
    }

    deinit {
        // Linux releases the number even when close fails, so there is nothing to repeat.
        _ = Glibc.close(rawValue)
    }

    /// Reads what is there; `.closed` at the end of the stream. Waits only on blocking descriptors.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> IOResult {
        let result = try SystemCall.transfer("read") {
            Glibc.read(rawValue, buffer.baseAddress, buffer.count)
        }
        return result == .moved(0) && buffer.count > 0 ? .closed : result
    }

    /// Writes some of `buffer`. For files and pipes; use ``send(_:wait:)`` on sockets.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> IOResult {
        try SystemCall.transfer("write") {
            Glibc.write(rawValue, buffer.baseAddress, buffer.count)
        }
    }

    /// Writes some of the buffers in order. For files and sockets whose peer will not vanish:
    /// writev has no MSG_NOSIGNAL, see ``SystemProcess/ignoreBrokenPipes()``.
    public func write(vectors: UnsafeBufferPointer<iovec>) throws(SystemError) -> IOResult {
        try SystemCall.transfer("writev") {
            writev(rawValue, vectors.baseAddress, Int32(clamping: vectors.count))
        }
    }

    /// Sends some of `buffer` on a socket, never raising SIGPIPE. Without `wait` the call returns
    /// `.wouldBlock` at once, even if the socket is a blocking one.
    public func send(
        _ buffer: UnsafeRawBufferPointer, wait: Bool = true
    ) throws(SystemError) -> IOResult {
        try SystemCall.transfer("send") {
            clinux_send(rawValue, buffer.baseAddress, buffer.count, wait ? 1 : 0)
        }
    }

    /// Receives from a socket; `.closed` at the end of the stream.
    public func receive(
        into buffer: UnsafeMutableRawBufferPointer, wait: Bool = true
    ) throws(SystemError) -> IOResult {
        let result = try SystemCall.transfer("recv") {
            clinux_receive(rawValue, buffer.baseAddress, buffer.count, wait ? 1 : 0)
        }
        return result == .moved(0) && buffer.count > 0 ? .closed : result
    }

    /// Sends all of `bytes` on a blocking socket; throws EPIPE if the peer is gone.
    public func sendAll(_ bytes: some Collection<UInt8>) throws(SystemError) {
        let array = ContiguousArray(bytes)
        try array.withUnsafeBufferPointer { all throws(SystemError) in
            var rest = UnsafeRawBufferPointer(all)
            while !rest.isEmpty {
                guard case .moved(let count) = try send(rest) else {
                    throw SystemError(call: "send", code: EPIPE)
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    /// Receives at most `countMax` bytes from a blocking socket; empty at the end of the stream.
    public func receive(countMax: Int) throws(SystemError) -> [UInt8] {
        var result = IOResult.closed
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: countMax) { buffer, count in
            do throws(SystemError) {
                result = try receive(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
            if case .moved(let moved) = result { count = moved }
        }
        if let failure { throw failure }
        return bytes
    }

    /// Ends both directions: readers see the end of the stream, the peer too. Never fails: a socket
    /// that is not connected any more is what the caller wants.
    public func shutdown() {
        _ = SystemCall.code("shutdown") { Glibc.shutdown(rawValue, Int32(SHUT_RDWR)) }
    }

    /// Ends the sending direction: the peer reads the end of the stream and may still answer.
    public func shutdownSending() {
        _ = SystemCall.code("shutdown") { Glibc.shutdown(rawValue, Int32(SHUT_WR)) }
    }

    /// Switches between waiting and non-waiting calls.
    public func setNonblocking(_ nonblocking: Bool) throws(SystemError) {
        try SystemCall.check("fcntl") { clinux_set_nonblocking(rawValue, nonblocking ? 1 : 0) }
    }

    /// Waits until the descriptor is ready for `interest` or has hung up; false when
    /// `timeoutMilliseconds` passed first (nil waits without end).
    public func waitReady(
        for interest: ReadyEvents, timeoutMilliseconds: Int? = nil
    ) throws(SystemError) -> Bool {
        var entry = pollfd(fd: rawValue, events: interest.pollEvents, revents: 0)
        let timeout = timeoutMilliseconds.map { Int32(clamping: max($0, 0)) } ?? -1
        return try SystemCall.check("poll") { poll(&entry, 1, timeout) } > 0
    }

    /// True if the descriptor is a terminal.
    public var isTerminal: Bool { Terminal.isTerminal(rawValue) }
}
