import CLinux
import Glibc

/// Owns an open descriptor, which is closed with the last reference.
///
/// Any thread. To end a connection that another thread reads, call ``shutdown()``: closing the
/// descriptor under a reader would let the kernel reuse its number.
public final class FileDescriptor: Sendable {
    /// The number, for system calls that this class lacks. Valid as long as this object.
    public let rawValue: Int32

    /// Takes ownership of `rawValue`. REQUIRES: open and not owned elsewhere.
    public init(owning rawValue: Int32) {
        precondition(rawValue >= 0, "an owner needs an open descriptor")
        self.rawValue = rawValue
    }

    deinit {
        // Linux releases the number even if close fails, so a retry would be wrong.
        _ = Glibc.close(rawValue)
    }

    /// Reads available bytes; `.closed` at the end of the stream. Blocks only on blocking
    /// descriptors.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> IOResult {
        let result = try SystemCall.transfer("read") {
            Glibc.read(rawValue, buffer.baseAddress, buffer.count)
        }
        return result == .moved(0) && buffer.count > 0 ? .closed : result
    }

    /// Writes part of `buffer`. For files and pipes; sockets need ``send(_:wait:)``.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) -> IOResult {
        try SystemCall.transfer("write") {
            Glibc.write(rawValue, buffer.baseAddress, buffer.count)
        }
    }

    /// Writes part of the buffers, in order. Raises SIGPIPE on a socket whose peer has left,
    /// because writev has no MSG_NOSIGNAL; see ``SystemProcess/ignoreBrokenPipes()``.
    public func write(vectors: UnsafeBufferPointer<iovec>) throws(SystemError) -> IOResult {
        try SystemCall.transfer("writev") {
            writev(rawValue, vectors.baseAddress, Int32(clamping: vectors.count))
        }
    }

    /// Sends part of `buffer` without raising SIGPIPE. Without `wait`, returns `.wouldBlock`
    /// instead of blocking, on blocking sockets too.
    public func send(
        _ buffer: UnsafeRawBufferPointer, wait: Bool = true
    ) throws(SystemError) -> IOResult {
        try SystemCall.transfer("send") {
            clinux_send(rawValue, buffer.baseAddress, buffer.count, wait ? 1 : 0)
        }
    }

    /// Receives available bytes; `.closed` at the end of the stream.
    public func receive(
        into buffer: UnsafeMutableRawBufferPointer, wait: Bool = true
    ) throws(SystemError) -> IOResult {
        let result = try SystemCall.transfer("recv") {
            clinux_receive(rawValue, buffer.baseAddress, buffer.count, wait ? 1 : 0)
        }
        return result == .moved(0) && buffer.count > 0 ? .closed : result
    }

    /// Sends all of `bytes` on a blocking socket; throws EPIPE if the peer has left.
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

    /// Receives up to `countMax` bytes from a blocking socket; empty at the end of the stream.
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

    /// Closes both directions: this side's readers and the peer see the end of the stream. Never
    /// fails: an unconnected socket is closed already.
    public func shutdown() {
        _ = SystemCall.code("shutdown") { Glibc.shutdown(rawValue, Int32(SHUT_RDWR)) }
    }

    /// Closes the sending direction: the peer reads the end of the stream and may still send.
    public func shutdownSending() {
        _ = SystemCall.code("shutdown") { Glibc.shutdown(rawValue, Int32(SHUT_WR)) }
    }

    /// Makes calls blocking or non-blocking.
    public func setNonblocking(_ nonblocking: Bool) throws(SystemError) {
        try SystemCall.check("fcntl") { clinux_set_nonblocking(rawValue, nonblocking ? 1 : 0) }
    }

    /// Waits until the descriptor is ready for `interest` or has hung up; false after
    /// `timeoutMilliseconds` (nil: indefinitely).
    public func waitReady(
        for interest: ReadyEvents, timeoutMilliseconds: Int? = nil
    ) throws(SystemError) -> Bool {
        var entry = pollfd(fd: rawValue, events: interest.pollEvents, revents: 0)
        let timeout = timeoutMilliseconds.map { Int32(clamping: max($0, 0)) } ?? -1
        return try SystemCall.check("poll") { poll(&entry, 1, timeout) } > 0
    }

    /// Whether the descriptor is a terminal.
    public var isTerminal: Bool { Terminal.isTerminal(rawValue) }
}
